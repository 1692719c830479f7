using System.Collections.Immutable;
using System.Net;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Proxy;

/// <summary>The data plane: loops, listeners, and the one pointer to what is served.</summary>
public sealed class Edge : IAsyncDisposable
{
    public Edge(EdgeOptions options) => Options = options;

    public EdgeOptions Options { get; }

    /// <summary>Counters of every loop, for the metrics endpoint.</summary>
    public EdgeTelemetry Telemetry { get; } = null!;

    /// <summary>What is served now; null before the first <see cref="Publish"/>.</summary>
    public LiveSnapshot? Live => throw new NotImplementedException();

    /// <summary>Where it listens, by listener name, with the port taken when 0 was asked.</summary>
    public ImmutableArray<(string Name, IPEndPoint EndPoint)> Bound => throw new NotImplementedException();

    /// <summary>
    /// Swaps to a snapshot: opens new listeners, swaps the pointer, closes listeners that are gone. A listener that cannot be
    /// opened (port in use, no right) is a problem of its own; everything else goes live.
    /// </summary>
    public ImmutableArray<Problem> Publish(Snapshot snapshot) => throw new NotImplementedException();

    /// <summary>
    /// Ends service: after <paramref name="delay"/> stops accepting, closes idle client connections, lets exchanges in flight finish within
    /// <paramref name="grace"/>, then cuts what is left. Returns how many exchanges were cut.
    /// </summary>
    public Task<int> DrainAsync(TimeSpan delay, TimeSpan grace, CancellationToken cancellation) =>
        throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
