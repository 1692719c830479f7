using System.Collections.Immutable;

namespace Serinus.Routing.Match;

/// <summary>A route that takes nothing on a host, because another takes the same requests and comes first.</summary>
/// <param name="Route">Index of the route.</param>
/// <param name="By">Index of the route that comes first.</param>
/// <param name="Host">The host, empty for any.</param>
internal readonly record struct Shadow(int Route, int By, string Host)
{
    /// <summary>Finds all such routes.</summary>
    public static ImmutableArray<Shadow> Find(IReadOnlyCollection<Candidate> candidates)
    {
        // Few routes share host and path; only those are looked at closely.
        var shared = candidates
            .SelectMany(candidate =>
                candidate
                    .Rule.Hosts.DefaultIfEmpty("")
                    .Select(host => (Host: host, Path: PathOf(candidate), Candidate: candidate))
            )
            .GroupBy(place => (place.Host, place.Path), place => place.Candidate)
            .Where(group => group.Skip(1).Any());
        var shadows = ImmutableArray.CreateBuilder<Shadow>();
        foreach (var group in shared)
        {
            foreach (var alike in group.GroupBy(candidate => candidate.Rule.ConditionKey()))
                Add(
                    shadows,
                    group.Key.Host,
                    [.. alike.OrderBy(candidate => candidate.Rule, Comparer<RouteRule>.Create(RouteRule.Compare))]
                );
        }

        return shadows.ToImmutable();
    }

    private static void Add(ImmutableArray<Shadow>.Builder shadows, string host, Candidate[] alike)
    {
        var seen = new List<Candidate>();
        foreach (var candidate in alike)
        {
            if (seen.Find(other => other.CoversListenersOf(candidate)) is { } first)
                shadows.Add(new Shadow(candidate.Route, first.Route, host));
            else
                seen.Add(candidate);
        }
    }

    private static string PathOf(Candidate candidate) =>
        candidate.Rule.Path is { } path ? $"{path.Kind} {path.Value}" : "";
}
