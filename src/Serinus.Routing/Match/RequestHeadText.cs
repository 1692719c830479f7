using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Serinus.Routing.Match;

/// <summary>Makes the head of a request from text, for explaining and testing. It passes the same checks as one read from a connection.</summary>
public static class RequestHeadText
{
    /// <summary>Makes a head, or says why there can be none.</summary>
    /// <param name="method">Method, such as <c>GET</c>.</param>
    /// <param name="url">An <c>http</c> or <c>https</c> URL, or a path alone with the host given as a header. A fragment is dropped, as clients do.</param>
    /// <param name="headers">Header fields. A <c>Host</c> field takes the place of the URL's host.</param>
    /// <param name="client">Address of the client.</param>
    /// <param name="head">The head.</param>
    /// <param name="error">What is wrong, in one sentence.</param>
    public static bool TryCreate(
        string method,
        string url,
        IEnumerable<KeyValuePair<string, string>> headers,
        ClientAddress client,
        [NotNullWhen(true)] out RequestHead? head,
        [NotNullWhen(false)] out string? error
    )
    {
        ArgumentNullException.ThrowIfNull(headers);
        head = null;
        if (!Token.IsToken(method))
        {
            error = $"method {method} is no HTTP method";
            return false;
        }

        if (!TryTakeScheme(ref url, out var isHttps, out var authority, out error))
            return false;
        var text = new HeadWriter();
        var made = new RequestHead();
        var methodSlice = text.Write(method);
        var targetSlice = text.Write(url);
        var fields = new List<HeaderField>();
        var hostSlice = text.Write(authority);
        if (authority.Length > 0)
            fields.Add(new HeaderField(KnownHeader.Host, text.Write("host"), hostSlice));
        foreach (var (name, rawValue) in headers)
        {
            var value = rawValue.Trim(' ', '\t');
            if (!Token.IsToken(name) || !Token.IsFieldValue(value))
            {
                error = $"{name}: {value} is no header field";
                return false;
            }

            var field = text.WriteField(name, value);
            if (field.Known == KnownHeader.Host)
            {
                fields.RemoveAll(other => other.Known == KnownHeader.Host);
                hostSlice = field.Value;
            }

            fields.Add(field);
        }

        made.Reset(text.ToArray());
        made.MethodSlice = methodSlice;
        made.TargetSlice = targetSlice;
        made.IsHttps = isHttps;
        made.Client = client;
        foreach (var field in fields)
            made.Add(field);
        if (!TrySetTarget(made, targetSlice, out error))
            return false;
        if (!HostParser.TrySetHost(made, hostSlice))
        {
            error = $"{Encoding.UTF8.GetString(made.Span(hostSlice))} is no host with optional port";
            return false;
        }

        head = made;
        return true;
    }

    /// <summary>Makes a head; throws when there can be none.</summary>
    public static RequestHead Create(
        string method,
        string url,
        IEnumerable<KeyValuePair<string, string>>? headers = null,
        ClientAddress client = default
    ) =>
        TryCreate(method, url, headers ?? [], client, out var head, out var error)
            ? head
            : throw new FormatException(error);

    private static bool TryTakeScheme(
        ref string url,
        out bool isHttps,
        out string authority,
        [NotNullWhen(false)] out string? error
    )
    {
        error = null;
        authority = "";
        isHttps = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        var fragment = url.IndexOf('#', StringComparison.Ordinal);
        if (fragment >= 0)
            url = url[..fragment];
        if (url.StartsWith('/'))
            return true;
        if (!isHttps && !url.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            error = $"{url} is neither a URL that begins with http:// or https:// nor a path that begins with /";
            return false;
        }

        var rest = url[(isHttps ? 8 : 7)..];
        var end = rest.AsSpan().IndexOfAny('/', '?');
        authority = end < 0 ? rest : rest[..end];
        url = end < 0 ? "/" : rest[end..];
        // RFC 9110 §4.2.3: an empty path is the same as "/".
        if (url[0] == '?')
            url = "/" + url;
        if (authority.Length > 0)
            return true;
        error = "the URL names no host";
        return false;
    }

    private static bool TrySetTarget(RequestHead head, Slice target, [NotNullWhen(false)] out string? error)
    {
        var mark = head.Span(target).IndexOf((byte)'?');
        var path = mark < 0 ? target : target with { Length = mark };
        if (mark >= 0)
        {
            head.HasQuery = true;
            head.QuerySlice = new Slice(target.Start + mark + 1, target.Length - mark - 1);
        }

        error = null;
        if (!PathNormalizer.TryNormalize(head, path))
            error =
                $"path {Encoding.UTF8.GetString(head.Span(path))} is refused: it holds a character or an escape that may not stand in a path";
        else if (!PathNormalizer.IsValidQuery(head.Query))
            error =
                $"query {Encoding.UTF8.GetString(head.Query)} is refused: it holds a character that may not stand in a query";
        return error is null;
    }

    /// <summary>Collects the bytes of a head.</summary>
    private sealed class HeadWriter
    {
        private readonly List<byte> bytes = [];

        public Slice Write(string text)
        {
            var start = bytes.Count;
            bytes.AddRange(Encoding.UTF8.GetBytes(text));
            return new Slice(start, bytes.Count - start);
        }

        public HeaderField WriteField(string name, string value) =>
            new(KnownHeaders.Identify(Encoding.ASCII.GetBytes(name)), Write(name), Write(value));

        public byte[] ToArray() => [.. bytes];
    }
}
