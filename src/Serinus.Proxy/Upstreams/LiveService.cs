using Serinus.Routing;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Upstreams;

/// <summary>The running side of a service under one snapshot: its live endpoints and how one is picked.</summary>
public sealed class LiveService
{
    public Service Service { get; }

    /// <summary>Makes the running side of <paramref name="service"/>, taking over live state from <paramref name="previous"/> by endpoint address.</summary>
    public LiveService(Service service, LiveService? previous, int loops) => Service = service;

    public LiveEndpoint[] Endpoints { get; } = [];

    /// <summary>Grants second tries.</summary>
    public RetryBudget Budget { get; } = new();

    /// <summary>
    /// An endpoint for a request, or null when none can be used. Endpoints set in <paramref name="tried"/> (bit i = index i, up to 64)
    /// are passed over while another can be used. Allocates nothing, takes no lock.
    /// </summary>
    public LiveEndpoint? Pick(RequestHead head, ulong tried, long nowMilliseconds, uint random) =>
        throw new NotImplementedException();

    /// <summary>Whether at least one endpoint is available, health taken by its word (no panic).</summary>
    public bool HasAvailable(long nowMilliseconds) => throw new NotImplementedException();
}
