using System.Text;
using Serinus.Routing.Match;

namespace Serinus.Fuzz.Targets;

/// <summary>Host, path and query, one per line of the input: their normal form is a fixed point and hides nothing.</summary>
internal sealed class PlaceTarget : Target
{
    public override string Name => "place";

    public override IReadOnlyList<string> Words =>
        [
            "\n",
            "/",
            "//",
            "/.",
            "/..",
            "/../",
            "/./",
            "..;/",
            "%2e",
            "%2E",
            "%2f",
            "%5c",
            "%5C..",
            "%25",
            "%00",
            "%0d%0a",
            "%c3%a9",
            "%c0%ae",
            "%f0%9f%90%a4",
            "%41",
            "%zz",
            "%",
            ";x=1",
            "[::1]",
            "[::ffff:1.2.3.4]:80",
            "a.test",
            "*.a.test",
            "A",
            "xn--",
            "..",
            ":65536",
            ":0",
            "@",
            "?",
            "#",
            "\\",
        ];

    public override void Check(byte[] input)
    {
        var lines = Encoding.Latin1.GetString(input).Split('\n', 3);
        CheckHost(lines[0]);
        if (lines.Length > 1)
            CheckNormalizing(lines[1]);
        if (lines.Length > 2)
            PathNormalizer.IsValidQuery(Encoding.Latin1.GetBytes(lines[2]));
    }

    /// <summary>A path that was accepted: absolute, without dot segments however often an upstream decodes, and its own normal form.</summary>
    public static void CheckPath(string path)
    {
        Law.Holds(path.StartsWith('/'), $"a path begins with a slash: {path}");
        Law.Holds(path.All(c => c is > ' ' and < '\x7f' and not ('#' or '?' or '\\' or '"')), $"no odd bytes: {path}");
        Law.Holds(!path.Contains("%00", StringComparison.Ordinal), $"no NUL: {path}");
        Law.Holds(!path.Contains("%0D", StringComparison.Ordinal), $"no CR: {path}");
        Law.Holds(!path.Contains("%0A", StringComparison.Ordinal), $"no LF: {path}");
        var once = Unescape(path);
        Law.Holds(!path.Split('/').Any(segment => segment is "." or ".."), $"no dot segment: {path}");
        Law.Holds(!LeadsUp(path) && !LeadsUp(once), $"no way up, decoded once more or not: {path}");
        var bytes = Encoding.Latin1.GetBytes(path);
        var again = new byte[bytes.Length];
        Law.Holds(PathNormalizer.TryNormalize(bytes, again, out var length), $"a normal path is accepted: {path}");
        Law.Same(path, Encoding.Latin1.GetString(again, 0, length), "a normal path stays as it is");
    }

    private static void CheckNormalizing(string raw)
    {
        var bytes = Encoding.Latin1.GetBytes(raw);
        var normal = new byte[bytes.Length];
        if (PathNormalizer.TryNormalize(bytes, normal, out var length))
            CheckPath(Encoding.Latin1.GetString(normal, 0, length));
    }

    private static void CheckHost(string authority)
    {
        var bytes = Encoding.Latin1.GetBytes(authority + "x");
        var head = new RequestHead();
        head.Reset(bytes);
        if (!HostParser.TrySetHost(head, new Slice(0, authority.Length)))
            return;
        var host = Encoding.Latin1.GetString(head.Host);
        Law.Holds(host.All(c => c is > ' ' and < '\x7f' and not (>= 'A' and <= 'Z')), $"a plain host: {host}");
        Law.Holds(!host.Contains('@') && !host.Contains('/'), $"nothing but a host: {host}");
        Law.Holds(authority.StartsWith(host, StringComparison.OrdinalIgnoreCase), $"the host stands in front: {host}");
        Law.Holds(host.Length == 0 ? authority.Length == 0 : !host.EndsWith('.'), $"no final dot: {host}");
        Law.Holds(head.HostPort is >= 0 and <= 65535, $"a port: {head.HostPort}");
        Law.Holds(host.StartsWith('[') || !host.Contains(':'), $"the port is not part of the host: {host}");
    }

    /// <summary>Escapes of dots and slashes decoded, as upstreams do that decode once more.</summary>
    private static string Unescape(string path) =>
        path.Replace("%2E", ".", StringComparison.OrdinalIgnoreCase)
            .Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)
            .Replace("%5C", "\\", StringComparison.OrdinalIgnoreCase);

    private static bool LeadsUp(string path) => path.Split('/', '\\').Any(segment => segment.Split(';')[0] is "..");
}
