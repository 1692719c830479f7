namespace Serinus.Routing.Match;

/// <summary>A route that takes nothing on a host, because another takes the same requests and comes first.</summary>
/// <param name="Route">Index of the route.</param>
/// <param name="By">Index of the route that comes first.</param>
/// <param name="Host">The host, empty for any.</param>
internal readonly record struct Shadow(int Route, int By, string Host)
{
    /// <summary>Finds all such routes of a host.</summary>
    public static IEnumerable<Shadow> Find(string host, HostRules rules)
    {
        // Few routes share host and path; only those are looked at closely.
        foreach (var place in rules.Places())
        {
            if (place.Length < 2)
                continue;
            foreach (var alike in place.GroupBy(candidate => candidate.Rule.ConditionKey()))
            {
                foreach (var shadow in Find(host, alike))
                    yield return shadow;
            }
        }
    }

    /// <param name="host">The host.</param>
    /// <param name="alike">Rules with the same conditions, in order of precedence.</param>
    private static IEnumerable<Shadow> Find(string host, IEnumerable<Candidate> alike)
    {
        var seen = new List<Candidate>();
        foreach (var candidate in alike)
        {
            if (seen.Find(other => other.CoversListenersOf(candidate)) is { } first)
                yield return new Shadow(candidate.Route, first.Route, host);
            else
                seen.Add(candidate);
        }
    }
}
