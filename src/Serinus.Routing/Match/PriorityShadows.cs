namespace Serinus.Routing.Match;

/// <summary>
/// Finds routes that take nothing on a host because one of a higher priority takes all they could. Looked for under the same host and under
/// any host; a rule that takes part of another's requests shadows nothing.
/// </summary>
internal static class PriorityShadows
{
    /// <param name="levels">The rules by priority, the highest first.</param>
    public static IEnumerable<Shadow> Find(IReadOnlyList<Candidate[]> levels)
    {
        var above = new Dictionary<HostKey, List<Candidate>>();
        for (var level = 0; level < levels.Count; level++)
        {
            foreach (var candidate in level == 0 ? [] : levels[level])
            {
                foreach (var host in HostKey.Of(candidate.Rule))
                {
                    if (FirstOver(candidate, host, above) is { } first)
                        yield return new Shadow(candidate.Route, first.Route, host.Name);
                }
            }

            // Nothing comes below the last.
            foreach (var candidate in level + 1 == levels.Count ? [] : levels[level])
            {
                foreach (var host in HostKey.Of(candidate.Rule))
                {
                    if (!above.TryGetValue(host, out var same))
                        above.Add(host, same = new List<Candidate>(1));
                    same.Add(candidate);
                }
            }
        }
    }

    private static Candidate? FirstOver(Candidate candidate, HostKey host, Dictionary<HostKey, List<Candidate>> above)
    {
        HostKey[] wider = host.IsOneLabel ? [host, host with { IsOneLabel = false }, HostKey.Any] : [host, HostKey.Any];
        foreach (var key in wider)
        {
            if (
                above.TryGetValue(key, out var others)
                && others.Find(other => other.Rule.Covers(candidate.Rule) && other.CoversListenersOf(candidate))
                    is { } first
            )
                return first;
        }

        return null;
    }
}
