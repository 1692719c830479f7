using Serinus.Proxy.Upstreams;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Health;

/// <summary>
/// The check loop of one endpoint. The loop alone counts results; what it found is applied under a lock that
/// <see cref="Stop"/> takes too, so that nothing is applied after it.
/// </summary>
internal sealed class EndpointCheck : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stop = new();
    private readonly HealthMonitor monitor;
    private readonly string service;
    private readonly LiveEndpoint endpoint;
    private HealthTally tally;
    private bool stopped;

    /// <summary>Starts the loop; the first check comes after <paramref name="delay"/>.</summary>
    public EndpointCheck(
        HealthMonitor monitor,
        string service,
        LiveEndpoint endpoint,
        HealthCheckConfig config,
        TimeSpan delay
    )
    {
        this.monitor = monitor;
        this.service = service;
        this.endpoint = endpoint;
        Config = config;
        Completion = Task.Run(() => RunAsync(delay));
    }

    public HealthCheckConfig Config { get; }

    /// <summary>Ends soon after <see cref="Stop"/>.</summary>
    public Task Completion { get; }

    /// <summary>Ends the loop. What it found stands, unless the endpoint is checked no more: then it counts as healthy again.</summary>
    public void Stop(bool isCheckedNoMore)
    {
        bool changed;
        lock (gate)
        {
            stopped = true;
            changed = isCheckedNoMore && !endpoint.IsHealthy;
            if (changed)
                endpoint.SetHealth(true);
        }

        stop.Cancel();
        if (changed)
            Report(true, null, 0);
    }

    /// <summary>Only after <see cref="Completion"/>.</summary>
    public void Dispose() => stop.Dispose();

    private async Task RunAsync(TimeSpan delay)
    {
        var time = monitor.Time;
        try
        {
            while (true)
            {
                await Task.Delay(delay, time, stop.Token);
                var started = time.GetTimestamp();
                var error = await monitor.CheckAsync(endpoint, Config, stop.Token);
                Apply(error);
                delay = HealthMonitor.Jitter(Config.Interval) - time.GetElapsedTime(started);
                if (delay < TimeSpan.Zero)
                    delay = TimeSpan.Zero;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped; there is no other end.
        }
    }

    private void Apply(string? error)
    {
        bool healthy;
        lock (gate)
        {
            if (stopped)
                return;
            var before = endpoint.IsHealthy;
            tally = tally.Count(error is null);
            healthy = tally.IsHealthy(before, Config);
            endpoint.SetHealth(healthy, error);
            if (healthy == before)
                return;
        }

        Report(healthy, error, tally.InARow);
    }

    private void Report(bool healthy, string? error, int inARow) =>
        monitor.Report(new HealthChange(service, endpoint.Endpoint.Address, healthy, error, inARow));
}
