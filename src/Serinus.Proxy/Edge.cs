using System.Collections.Immutable;
using System.Net;
using Serinus.Proxy.Health;
using Serinus.Proxy.Http2;
using Serinus.Proxy.Listeners;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Transport.Epoll;
using Serinus.Proxy.Transport.Sockets;
using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Proxy;

/// <summary>The data plane: loops, listeners, and the one pointer to what is served. Its members are called by one thread of the control plane at a time.</summary>
public sealed class Edge : IAsyncDisposable
{
    private readonly EdgeState state = new();
    private readonly Worker[] workers;
    private readonly ListenerSet listeners;
    private readonly Http2Host http2;
    private readonly HealthMonitor health;
    private bool disposed;

    public Edge(EdgeOptions options)
    {
        Options = options;
        var count = options.Loops > 0 ? options.Loops : Environment.ProcessorCount;
        Telemetry = new EdgeTelemetry(count, options.DurationBuckets, options.AccessLog);
        workers = new Worker[count];
        for (var i = 0; i < count; i++)
        {
            Loop loop = options.Transport == TransportKind.Epoll ? new EpollLoop(i) : new SocketLoop(i);
            loop.Complain = options.Complain;
            workers[i] = new Worker(loop, state, Telemetry.Loops[i], count);
        }

        http2 = new Http2Host(count, options.Complain);
        listeners = new ListenerSet(workers, options.Transport, http2);
        health = new HealthMonitor(TimeProvider.System, options.HealthChanged);
        foreach (var worker in workers)
            worker.Loop.Start();
    }

    public EdgeOptions Options { get; }

    /// <summary>Counters of every loop, for the metrics endpoint.</summary>
    public EdgeTelemetry Telemetry { get; }

    /// <summary>What is served now; null before the first <see cref="Publish"/>.</summary>
    public LiveSnapshot? Live => state.Live;

    /// <summary>Whether service is ending.</summary>
    public bool IsDraining => state.IsDraining;

    /// <summary>Where it listens, by listener name, with the port taken when 0 was asked.</summary>
    public ImmutableArray<(string Name, IPEndPoint EndPoint)> Bound => listeners.Bound;

    /// <summary>
    /// Swaps to a snapshot: opens new listeners, swaps the pointer, closes listeners that are gone. A listener that cannot be
    /// opened (port in use, no right) is a problem of its own, and is tried again at the next call; everything else goes live.
    /// </summary>
    public ImmutableArray<Problem> Publish(Snapshot snapshot)
    {
        var live = LiveBinder.Bind(snapshot, state.Live, workers.Length, Options.DurationBuckets.Count);
        state.Live = live;
        health.Update(live);
        return [.. live.Certificates.Problems, .. listeners.Update(snapshot)];
    }

    /// <summary>
    /// Ends service: after <paramref name="delay"/> stops accepting, closes idle client connections, lets exchanges in flight finish within
    /// <paramref name="grace"/>, then cuts what is left. Returns how many exchanges were cut. Cancelling cuts at once.
    /// </summary>
    public async Task<int> DrainAsync(TimeSpan delay, TimeSpan grace, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await WaitAsync(delay, cancellation);
        state.IsDraining = true;
        listeners.Close();
        limit.CancelAfter(grace);
        while (state.Connections > 0 && !limit.IsCancellationRequested)
            await WaitAsync(TimeSpan.FromMilliseconds(5), limit.Token);
        return state.Connections == 0 ? 0 : await listeners.CutAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await health.DisposeAsync();
        listeners.Close();
        await http2.DisposeAsync();
        foreach (var worker in workers)
            worker.Loop.Stop();
    }

    private static async Task WaitAsync(TimeSpan time, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(time, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Whoever calls the wait off wants the next step at once.
        }
    }
}
