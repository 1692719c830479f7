namespace Serinus.Routing.Match;

/// <summary>Reads cookies where they stand in a head (RFC 6265 §5.4).</summary>
public static class Cookies
{
    /// <summary>Finds a cookie and returns how many there are of that name; the value is the first one's, quotes kept.</summary>
    /// <param name="head">The request.</param>
    /// <param name="name">Name of the cookie, compared with case.</param>
    /// <param name="value">Value of the first cookie of that name.</param>
    public static int Find(RequestHead head, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        var count = 0;
        foreach (ref readonly var field in head.Fields)
        {
            if (field.Known != KnownHeader.Cookie)
                continue;
            var rest = head.Span(field.Value);
            while (!rest.IsEmpty)
            {
                var end = rest.IndexOf((byte)';');
                var pair = end < 0 ? rest : rest[..end];
                rest = end < 0 ? default : rest[(end + 1)..];
                pair = pair.Trim(" \t"u8);
                if (pair.Length <= name.Length || pair[name.Length] != '=' || !pair.StartsWith(name))
                    continue;
                if (count++ == 0)
                    value = pair[(name.Length + 1)..];
            }
        }

        return count;
    }
}
