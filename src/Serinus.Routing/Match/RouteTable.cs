using System.Collections.Immutable;

namespace Serinus.Routing.Match;

/// <summary>Finds the route of a request, by host, path, method, header and query, in the precedence order of Gateway API.</summary>
/// <remarks>
/// Exact host, then wildcard hosts from the longest, then any host; on each exact path, then the longest prefix, then regular
/// expressions; among alike ones a method condition, more header conditions, more query conditions, age, name. A request that no rule of
/// a more specific host or path takes falls through to the less specific.
/// </remarks>
public sealed class RouteTable
{
    private readonly HostTable hosts;
    private readonly ImmutableArray<Route> routes;
    private readonly ImmutableArray<string> listeners;

    private RouteTable(HostTable hosts, ImmutableArray<Route> routes, ImmutableArray<string> listeners)
    {
        this.hosts = hosts;
        this.routes = routes;
        this.listeners = listeners;
    }

    /// <summary>Rules that never take a request.</summary>
    internal ImmutableArray<Shadow> Shadows => hosts.Shadows;

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
        return new RouteTable(HostTable.Build(candidates), routes, names);
    }

    /// <summary>The route a request belongs to, or null. Allocates nothing.</summary>
    public Route? Match(RequestHead head)
    {
        var index = hosts.Match(head);
        return index < 0 ? null : routes[index];
    }

    /// <summary>The rules whose host and prefix a request has, in the order <see cref="Match"/> asks them, with the host each stands under.</summary>
    internal IEnumerable<(string Host, Candidate Candidate)> Plausible(RequestHead head) => hosts.Plausible(head);

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
            : new RouteTable(hosts, others, listeners);

    private static int[]? Indexes(Route route, ImmutableArray<string> names) =>
        route.Config.Listeners.IsEmpty
            ? null
            : [.. route.Config.Listeners.Select(name => names.IndexOf(name)).Where(index => index >= 0).Distinct()];
}
