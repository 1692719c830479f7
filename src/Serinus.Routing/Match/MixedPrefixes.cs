namespace Serinus.Routing.Match;

/// <summary>
/// The rules of one host by prefix, where some prefixes end anywhere: the longest wins whatever its kind, and of two of the same length the one
/// that ends a segment. Hosts that have none of that kind do without it.
/// </summary>
internal sealed class MixedPrefixes(ByteTable<Candidate[]>? atSegments, ByteTable<Candidate[]> anywhere)
{
    private readonly int[] lengths =
    [
        .. (atSegments?.Lengths ?? []).Concat(anywhere.Lengths).Distinct().OrderDescending(),
    ];

    public IEnumerable<Candidate[]> Values => (atSegments?.Values ?? []).Concat(anywhere.Values);

    /// <summary>Index of the route that takes a request by prefix, or -1.</summary>
    public int Match(RequestHead head)
    {
        var path = head.Path;
        foreach (var length in lengths)
        {
            if (length > path.Length)
                continue;
            var start = path[..length];
            if (
                atSegments is not null
                && HostRules.EndsSegment(path, length)
                && atSegments.TryGet(start, out var candidates)
                && HostRules.First(candidates, head) is >= 0 and var below
            )
                return below;
            if (anywhere.TryGet(start, out candidates) && HostRules.First(candidates, head) is >= 0 and var behind)
                return behind;
        }

        return -1;
    }

    /// <summary>The rules whose prefix a path has, in the order <see cref="Match"/> asks them.</summary>
    public IEnumerable<Candidate> Plausible(byte[] path)
    {
        foreach (var length in lengths.Where(length => length <= path.Length))
        {
            var start = path[..length];
            if (HostRules.EndsSegment(path, length) && atSegments?.Find(start) is { } below)
            {
                foreach (var candidate in below)
                    yield return candidate;
            }

            foreach (var candidate in anywhere.Find(start) ?? [])
                yield return candidate;
        }
    }
}
