using System.Text;

namespace Serinus.Routing.Match;

/// <summary>The URL a client asked, put together from a request's head for regular expressions to look at.</summary>
public static class AskedUrl
{
    /// <summary>Scheme, authority as the client wrote it, path in normal form, and query.</summary>
    /// <param name="head">The request.</param>
    /// <param name="isHttps">Whether the client asked over TLS, here or at a trusted peer.</param>
    /// <param name="authority">Host and port as the client wrote them.</param>
    public static string Of(RequestHead head, bool isHttps, ReadOnlySpan<byte> authority)
    {
        ArgumentNullException.ThrowIfNull(head);
        var query = head.HasQuery ? $"?{Encoding.Latin1.GetString(head.Query)}" : "";
        var scheme = isHttps ? "https" : "http";
        return $"{scheme}://{Encoding.Latin1.GetString(authority)}{Encoding.Latin1.GetString(head.Path)}{query}";
    }

    /// <summary>
    /// Whether a text can stand in <c>Location</c>: an absolute http or https URL, or a path from the root of the same host. What a browser takes
    /// for another host in disguise, such as <c>//host</c> and <c>/\\host</c>, is none, nor is anything with white space or control characters.
    /// </summary>
    /// <param name="url">The text.</param>
    public static bool IsLocation(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        foreach (var c in url)
        {
            if (c is <= ' ' or >= '\x7f' or '"' or '<' or '>')
                return false;
        }

        if (url.StartsWith('/'))
            return url.Length == 1 || url[1] is not ('/' or '\\');
        var rest =
            url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? url[7..]
            : url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? url[8..]
            : "";
        var end = rest.IndexOfAny(['/', '?', '#']);
        var authority = Encoding.ASCII.GetBytes(end < 0 ? rest : rest[..end]);
        return HostParser.TrySplit(authority, out var length, out _) && length > 0;
    }
}
