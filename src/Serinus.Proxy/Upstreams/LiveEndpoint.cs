using Serinus.Proxy.Telemetry;
using Serinus.Routing;

namespace Serinus.Proxy.Upstreams;

/// <summary>
/// The running side of an endpoint: health, ejection and requests in flight. Lives as long as any snapshot lists the address
/// in its service. Counters are changed by every loop with interlocked operations; flags are written by health checks and
/// loops and read by all, a stale read costs at most one request sent to the wrong endpoint.
/// </summary>
public sealed class LiveEndpoint(Endpoint endpoint, int loops)
{
    private int requestsInFlight;

    public Endpoint Endpoint { get; } = endpoint;

    /// <summary>How tries at it ended.</summary>
    public EndpointMetrics Metrics { get; } = new(loops);

    /// <summary>Idle connections, one pool per loop, touched only by that loop.</summary>
    internal ConnectionPool?[] Pools { get; } = new ConnectionPool?[loops];

    public int RequestsInFlight => Volatile.Read(ref requestsInFlight);

    public void Enter() => Interlocked.Increment(ref requestsInFlight);

    public void Leave() => Interlocked.Decrement(ref requestsInFlight);

    /// <summary>Whether health checks and ejection allow it to be picked.</summary>
    public bool IsAvailable(long nowMilliseconds) => throw new NotImplementedException();

    /// <summary>A real request was answered.</summary>
    public void Succeeded() => throw new NotImplementedException();

    /// <summary>A real request failed: connection refused or dropped, no first byte in time, or (by configuration) a 5xx.</summary>
    public void Failed(long nowMilliseconds) => throw new NotImplementedException();
}
