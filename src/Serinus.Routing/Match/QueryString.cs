namespace Serinus.Routing.Match;

/// <summary>Reads parameters where they stand in a query, byte for byte: nothing is decoded.</summary>
internal static class QueryString
{
    /// <summary>Value of the first parameter of this name; empty when it has no equals sign.</summary>
    public static bool TryGet(ReadOnlySpan<byte> query, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        while (!query.IsEmpty)
        {
            var end = query.IndexOf((byte)'&');
            var pair = end < 0 ? query : query[..end];
            query = end < 0 ? default : query[(end + 1)..];
            if (!pair.StartsWith(name))
                continue;
            if (pair.Length == name.Length)
            {
                value = default;
                return true;
            }

            if (pair[name.Length] == '=')
            {
                value = pair[(name.Length + 1)..];
                return true;
            }
        }

        value = default;
        return false;
    }
}
