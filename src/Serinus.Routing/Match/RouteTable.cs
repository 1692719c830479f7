using System.Collections.Immutable;

namespace Serinus.Routing.Match;

/// <summary>Finds the route of a request, by host, path, method, header and query, in the precedence order of Gateway API.</summary>
/// <remarks>
/// Higher priority first, which is 0 unless given; then exact host, wildcard hosts from the longest, any host; on each exact path, then the
/// longest prefix, then regular expressions; among alike ones a method condition, more header conditions, more query conditions, age, name. A request that no rule of
/// a more specific host or path takes falls through to the less specific.
/// </remarks>
public sealed class RouteTable
{
    private readonly HostTable hosts;
    private readonly HostTable[] lower;
    private readonly ImmutableArray<Route> routes;
    private readonly ImmutableArray<string> listeners;

    /// <param name="levels">The rules of each priority that routes have, the highest first; one level at least.</param>
    /// <param name="routes">The routes by index.</param>
    /// <param name="listeners">Names of the listeners the rules were compiled for.</param>
    /// <param name="shadows">Rules that never take a request.</param>
    private RouteTable(
        HostTable[] levels,
        ImmutableArray<Route> routes,
        ImmutableArray<string> listeners,
        ImmutableArray<Shadow> shadows
    )
    {
        hosts = levels[0];
        lower = levels[1..];
        Shadows = shadows;
        this.routes = routes;
        this.listeners = listeners;
    }

    /// <summary>Rules that never take a request.</summary>
    internal ImmutableArray<Shadow> Shadows { get; }

    /// <summary>Builds the table of a snapshot, or takes the tables of the previous one over when no match has changed.</summary>
    internal static RouteTable Build(
        ImmutableArray<Route> routes,
        ImmutableArray<Listener> listeners,
        RouteTable? previous
    )
    {
        var names = listeners.Select(listener => listener.Name).ToImmutableArray();
        if (previous is not null && previous.IsFor(routes, names))
            return previous.With(routes);
        var candidates = routes
            .Select(route => new Candidate(route.Index, route.Rule, Indexes(route, names)))
            .ToArray();
        var byPriority = candidates
            .GroupBy(candidate => candidate.Rule.Config.Priority)
            .OrderByDescending(level => level.Key)
            .Select(level => level.ToArray())
            .ToArray();
        HostTable[] levels = byPriority.Length == 0 ? [HostTable.Build([])] : [.. byPriority.Select(HostTable.Build)];
        ImmutableArray<Shadow> shadows =
        [
            .. levels.SelectMany(level => level.Shadows),
            .. PriorityShadows.Find(byPriority),
        ];
        return new RouteTable(levels, routes, names, shadows);
    }

    /// <summary>The route a request belongs to, or null. Allocates nothing.</summary>
    public Route? Match(RequestHead head)
    {
        var index = hosts.Match(head);
        if (index < 0)
            index = MatchLower(head);
        return index < 0 ? null : routes[index];
    }

    /// <summary>The rules whose host and prefix a request has, in the order <see cref="Match"/> asks them, with the host each stands under.</summary>
    internal IEnumerable<(string Host, Candidate Candidate)> Plausible(RequestHead head) =>
        lower.Prepend(hosts).SelectMany(level => level.Plausible(head));

    /// <summary>Where all routes have the same priority, nothing is here to ask.</summary>
    private int MatchLower(RequestHead head)
    {
        foreach (var level in lower)
        {
            if (level.Match(head) is >= 0 and var index)
                return index;
        }

        return -1;
    }

    private bool IsFor(ImmutableArray<Route> others, ImmutableArray<string> names)
    {
        if (others.Length != routes.Length || !names.SequenceEqual(listeners))
            return false;
        for (var i = 0; i < others.Length; i++)
        {
            if (!ReferenceEquals(others[i].Rule, routes[i].Rule))
                return false;
        }

        return true;
    }

    private RouteTable With(ImmutableArray<Route> others) =>
        others == routes || others.AsSpan().SequenceEqual(routes.AsSpan())
            ? this
            : new RouteTable([hosts, .. lower], others, listeners, Shadows);

    private static int[]? Indexes(Route route, ImmutableArray<string> names) =>
        route.Config.Listeners.IsEmpty
            ? null
            : [.. route.Config.Listeners.Select(name => names.IndexOf(name)).Where(index => index >= 0).Distinct()];
}
