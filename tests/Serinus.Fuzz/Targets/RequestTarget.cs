using System.Text;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Fuzz.Targets;

/// <summary>
/// A request head is read alike however it arrives and whatever lies behind it; what is accepted is a request by the grammar, with one
/// meaning; and what would be forwarded is read as the same request.
/// </summary>
internal sealed class RequestTarget : Target
{
    /// <summary>Small, so that they are reached.</summary>
    private static readonly LimitsConfig Limits = new()
    {
        HeadBytesMax = 1024,
        HeaderCountMax = 12,
        TargetBytesMax = 200,
    };

    private static readonly byte[] Behind = "\r\n\r\nGET /evil HTTP/1.1\r\nHost: evil.test\r\n\r\n"u8.ToArray();

    public override string Name => "request";

    public override IReadOnlyList<string> Words => HttpWords.Request;

    public override void Check(byte[] input)
    {
        var whole = Read(input, [input.Length], 0, []);
        Law.Same(whole, Read(input, [input.Length], 7, Behind), "what lies around a head is not read");
        foreach (var pieces in Pieces.Of(input))
            Law.SameVerdict(whole, Read(input, pieces, 0, Behind));
        Law.Holds(
            !whole.StartsWith("NeedMore", StringComparison.Ordinal) || input.Length <= Limits.HeadBytesMax,
            "a head without end is refused"
        );
        if (whole.StartsWith("Done", StringComparison.Ordinal))
            CheckAccepted(input);
    }

    private static void CheckAccepted(byte[] input)
    {
        var (_, parser, head) = Parse(input, [input.Length], 0, []);
        var match = Grammar.Request().Match(Encoding.Latin1.GetString(input, 0, parser.End));
        Law.Holds(match.Success, "what is accepted is a request by the grammar");
        Law.Same(match.Groups["method"].Value, Text(head.Method), "the method is the grammar's");
        Law.Same(match.Groups["target"].Value, Text(head.Target), "the target is the grammar's");
        Law.Same(Grammar.FieldsOf(match), FieldsOf(head), "the fields are the grammar's");

        var lengths = Grammar.ValuesOf(match, "Content-Length");
        var codings = Grammar.ValuesOf(match, "Transfer-Encoding");
        Law.Holds(lengths.Length + codings.Length <= 1, "the end of the body is told once");
        Law.Holds(codings.Length == 0 || match.Groups["minor"].Value == "1", "HTTP/1.0 knows no coding");
        Law.Same($"{lengths.Length > 0}", $"{parser.Framing.ContentLength >= 0}", "a length is a length");
        Law.Same($"{codings.Length > 0}", $"{parser.Framing.IsChunked}", "a coding is chunked");
        Law.Holds(lengths.Length == 0 || lengths[0].TrimStart('0') == Digits(parser), "the length is what it says");
        Law.Holds(Grammar.ValuesOf(match, "Host").Length <= 1, "there is one Host");
        CheckForwarded(parser, head);
    }

    /// <summary>Written with the path that was matched, it is the same request again.</summary>
    private static void CheckForwarded(RequestParser parser, RequestHead head)
    {
        if (parser.IsAsterisk)
            return;
        var path = Text(head.Path);
        PlaceTarget.CheckPath(path);
        var target = head.HasQuery ? $"{path}?{Text(head.Query)}" : path;
        var written = $"{Text(head.Method)} {target} HTTP/1.1\r\nHost: a.test\r\n\r\n";
        var (status, _, again) = Parse(Encoding.Latin1.GetBytes(written), [written.Length], 0, []);
        Law.Holds(status == ParseStatus.Done, $"what is forwarded is accepted: {written}");
        Law.Same(path, Text(again.Path), "a path that was matched is matched again");
        Law.Same(Text(head.Query), Text(again.Query), "a query stays what it is");
    }

    private static string Digits(RequestParser parser) =>
        parser.Framing.ContentLength == 0 ? "" : $"{parser.Framing.ContentLength}";

    /// <summary>The verdict as text.</summary>
    private static string Read(byte[] input, IEnumerable<int> pieces, int before, byte[] behind)
    {
        var (status, parser, head) = Parse(input, pieces, before, behind);
        return status switch
        {
            ParseStatus.Done => $"Done {parser.End - before} {Describe(parser, head)}",
            ParseStatus.Rejected => $"Rejected {parser.Rejection!.Reason}",
            _ => "NeedMore",
        };
    }

    private static (ParseStatus Status, RequestParser Parser, RequestHead Head) Parse(
        byte[] input,
        IEnumerable<int> pieces,
        int before,
        byte[] behind
    )
    {
        byte[] bytes = [.. new byte[before], .. input, .. behind];
        var parser = new RequestParser();
        var head = new RequestHead();
        head.Reset(bytes);
        parser.Reset(before);
        var status = ParseStatus.NeedMore;
        foreach (var length in pieces)
        {
            status = parser.Parse(bytes.AsSpan(0, before + length), head, Limits);
            if (status != ParseStatus.NeedMore)
                break;
        }

        return (status, parser, head);
    }

    private static string Describe(RequestParser parser, RequestHead head)
    {
        ref readonly var framing = ref parser.Framing;
        return $"{Text(head.Method)} {Text(head.Target)} 1.{parser.MinorVersion} host={Text(head.Host)}:{head.HostPort} "
            + $"path={Text(head.Path)} query={head.HasQuery},{Text(head.Query)} length={framing.ContentLength} "
            + $"chunked={framing.IsChunked} close={framing.Close} keep={framing.KeepAlive} "
            + $"upgrade={framing.UpgradeOption},{framing.UpgradeCount} expect={framing.ExpectContinue}\n{FieldsOf(head)}";
    }

    private static string FieldsOf(RequestHead head)
    {
        var text = new StringBuilder();
        foreach (ref readonly var field in head.Fields)
            text.Append($"{Text(head.Span(field.Name))}: {Text(head.Span(field.Value))}\n");
        return text.ToString();
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
