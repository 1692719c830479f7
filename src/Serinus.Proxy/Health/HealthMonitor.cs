using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Upstreams;
using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Health;

/// <summary>
/// Active health checks of all endpoints whose service asks for them. All of it runs on the thread pool, never on a loop that
/// carries traffic. Endpoints are healthy until checks prove otherwise.
/// </summary>
public sealed class HealthMonitor : IAsyncDisposable
{
    /// <summary>New checks begin this far apart, so that a large configuration is no burst of connections.</summary>
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(5);

    /// <summary>Checks end at once when cancelled; only a name lookup stuck in the system's resolver may not, and is left behind.</summary>
    private static readonly TimeSpan StopTimeMax = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<LiveEndpoint, EndpointCheck> checks = [];
    private readonly List<EndpointCheck> stopping = [];
    private readonly Action<HealthChange>? onChange;
    private readonly SemaphoreSlim slots;
    private readonly HealthProbe probe;
    private bool disposed;

    /// <summary>Makes a monitor that checks nothing yet.</summary>
    /// <param name="time">The clock of intervals and timeouts.</param>
    /// <param name="onChange">Told of every change, on a thread of the pool or by <see cref="Update"/>; must be quick and not throw.</param>
    /// <param name="concurrencyMax">Most checks under way at a time; others wait their turn.</param>
    public HealthMonitor(TimeProvider time, Action<HealthChange>? onChange = null, int concurrencyMax = 64)
    {
        Time = time;
        this.onChange = onChange;
        slots = new SemaphoreSlim(concurrencyMax);
        probe = new HealthProbe(time);
    }

    internal TimeProvider Time { get; }

    /// <summary>
    /// Follows a snapshot: checks that are wanted as before go on undisturbed, counts and timing included; others are stopped
    /// and started.
    /// </summary>
    public void Update(LiveSnapshot live)
    {
        lock (gate)
        {
            if (disposed)
                return;
            stopping.RemoveAll(HasEnded);
            var wanted = Wanted(live);
            foreach (var (endpoint, check) in checks)
            {
                if (!wanted.TryGetValue(endpoint, out var service))
                    Stop(endpoint, check, isCheckedNoMore: !endpoint.IsRetired);
                else if (service.Config.Health == check.Config)
                    wanted.Remove(endpoint);
                else
                    Stop(endpoint, check, isCheckedNoMore: false);
            }

            var delay = TimeSpan.Zero;
            foreach (var (endpoint, service) in wanted)
            {
                var config = service.Config.Health!;
                var first = delay < config.Interval ? delay : config.Interval;
                checks[endpoint] = new EndpointCheck(this, service.Name, endpoint, config, first);
                delay += Stagger;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task ended;
        lock (gate)
        {
            disposed = true;
            foreach (var (endpoint, check) in checks)
                Stop(endpoint, check, isCheckedNoMore: false);
            ended = Task.WhenAll(stopping.Select(check => check.Completion));
        }

        if (await Task.WhenAny(ended, Task.Delay(StopTimeMax)) == ended)
            await ended;
        stopping.RemoveAll(HasEnded);
        probe.Dispose();
    }

    /// <summary>Runs one check in its turn, and comes back on a thread of the pool.</summary>
    internal async Task<string?> CheckAsync(
        LiveEndpoint endpoint,
        HealthCheckConfig config,
        CancellationToken cancellation
    )
    {
        await slots.WaitAsync(cancellation);
        try
        {
            return await probe.CheckAsync(HealthTarget.Of(endpoint), config, cancellation);
        }
        finally
        {
            slots.Release();

            // Where sockets complete inline, this is the thread that serves all sockets: leave it.
            await Task.Yield();
        }
    }

    internal void Report(HealthChange change) => onChange?.Invoke(change);

    /// <summary>Within a tenth of the interval, so that checks begun together do not stay together.</summary>
    internal static TimeSpan Jitter(TimeSpan interval) => interval * (0.9 + 0.2 * Random.Shared.NextDouble());

    private static Dictionary<LiveEndpoint, Service> Wanted(LiveSnapshot live)
    {
        var wanted = new Dictionary<LiveEndpoint, Service>();
        foreach (var service in live.Services)
        {
            if (service.Service.Config.Health is null)
                continue;
            foreach (var endpoint in service.Endpoints)
                wanted[endpoint] = service.Service;
        }

        return wanted;
    }

    private void Stop(LiveEndpoint endpoint, EndpointCheck check, bool isCheckedNoMore)
    {
        check.Stop(isCheckedNoMore);
        checks.Remove(endpoint);
        stopping.Add(check);
    }

    private static bool HasEnded(EndpointCheck check)
    {
        // One that failed by a bug stays, and tells when the monitor is disposed.
        var ended = check.Completion.IsCompletedSuccessfully;
        if (ended)
            check.Dispose();
        return ended;
    }
}
