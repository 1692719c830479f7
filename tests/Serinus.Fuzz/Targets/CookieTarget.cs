using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Fuzz.Targets;

/// <summary>Cookies, one field per line of the input: found as a plain reader finds them, and none is believed that the edge did not write.</summary>
internal sealed class CookieTarget : Target
{
    private const string CookieName = "arm";

    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private readonly Cohort cohort = Cohort.Create(
        new CohortConfig { By = CohortKey.Cookie, Cookie = CookieName },
        "app",
        ["stable", "canary"],
        Key
    );

    public override string Name => "cookie";

    public override IReadOnlyList<string> Words =>
        ["arm=", "arm", "=", ";", "; ", "\"", " ", "\t", "\n", ",", "1.", ".", "0", "9999", "arm=1.0."];

    public override void Check(byte[] input)
    {
        var lines = Encoding.Latin1.GetString(input).Split('\n');
        var head = HeadOf(lines);
        var expected = lines
            .SelectMany(Pairs)
            .Where(pair => pair.Name == CookieName)
            .Select(pair => pair.Value)
            .ToArray();

        var count = Cookies.Find(head, "arm"u8, out var value);

        Law.Same($"{expected.Length}", $"{count}", "as many cookies as a plain reader finds");
        Law.Same(expected.FirstOrDefault() ?? "", Encoding.Latin1.GetString(value), "the first cookie's value");
        if (cohort.TryReadCookie(head, out var bucket, out var backend))
            Law.Same(Written(bucket, backend), string.Join(';', expected), "only what the edge wrote is believed");
    }

    private static RequestHead HeadOf(string[] lines)
    {
        var bytes = Encoding.Latin1.GetBytes(string.Join('\n', lines) + "; arm=behind");
        var head = new RequestHead();
        head.Reset(bytes);
        var at = 0;
        foreach (var line in lines)
        {
            head.Add(new HeaderField(KnownHeader.Cookie, new Slice(at, 0), new Slice(at, line.Length)));
            at += line.Length + 1;
        }

        return head;
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string line) =>
        from part in line.Split(';')
        let pair = part.Trim(' ', '\t')
        let sign = pair.IndexOf('=', StringComparison.Ordinal)
        where sign > 0
        select (pair[..sign], pair[(sign + 1)..]);

    /// <summary>The cookie as the edge itself writes it.</summary>
    private string Written(int bucket, int backend)
    {
        var buffer = new byte[cohort.SetCookieBytesMax];
        var length = cohort.WriteSetCookie(new Choice(backend, ChoiceReason.Cohort, bucket), false, buffer);
        return Encoding.ASCII.GetString(buffer, 0, length).Split(';')[0][(CookieName.Length + 1)..];
    }
}
