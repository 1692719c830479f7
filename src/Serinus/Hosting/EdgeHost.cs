using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging;
using Serinus.Admin;
using Serinus.Admin.Metrics;
using Serinus.Control;
using Serinus.Delivery;
using Serinus.Orders;
using Serinus.Peers;
using Serinus.Providers;
using Serinus.Providers.Acme;
using Serinus.Providers.Files;
using Serinus.Proxy;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Transport;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Hosting;

/// <summary>A running edge: data plane, configuration, admin endpoint and logs, started and ended in their order.</summary>
public sealed class EdgeHost : IAsyncDisposable
{
    private readonly ILogger log;
    private readonly UnobservedFaults unobserved;
    private readonly AccessLog? accessLog;
    private readonly ProblemLog problemLog;
    private readonly SnapshotPublisher publisher;
    private readonly MetricsPage metrics;
    private readonly ConfigLoop loop;
    private readonly EdgeOrders orders;
    private readonly EdgeConfig started;
    private readonly FileWatch? watch;
    private readonly AcmeProvider? acme;
    private readonly ClusterRollouts? clusterRollouts;
    private readonly FileRollouts? rollouts;
    private readonly ImmutableArray<IProvider> providers;
    private readonly TaskCompletionSource<string> nothingOpen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private readonly KeptLoops loops;
    private readonly AnnouncedListeners listeners;
    private AdminServer? admin;
    private Task background = Task.CompletedTask;

    private EdgeHost(
        EdgeConfig started,
        FileWatch? watch,
        RolloutBook book,
        IProvider? cluster,
        TransportKind? transport,
        EdgeSources sources,
        ILogger log
    )
    {
        this.started = started;
        this.watch = watch;
        this.log = log;
        loops = new KeptLoops(log, stop.Token);
        listeners = new AnnouncedListeners(log);
        unobserved = new UnobservedFaults(log);
        acme = EdgeParts.Acme(started, log);
        providers = [.. new[] { watch, cluster, acme }.OfType<IProvider>()];
        var signingKey = SigningKey.Load(started);
        var token = FleetToken.Load(started.Fleet?.TokenFile);
        accessLog = EdgeParts.AccessLog(started, log);
        var options = new EdgeOptions
        {
            Loops = started.Loops,
            AccessLog = accessLog,
            Complain = message => log.LogWarning("{Message}", message),
            HealthChanged = change =>
                log.Log(change.IsHealthy ? LogLevel.Information : LogLevel.Warning, "{Change}", change),
            DurationBuckets = started.Metrics.Buckets,
        };
        Edge = new Edge(transport is { } side ? options with { Transport = side } : options);
        loop = new ConfigLoop(Apply, TimeProvider.System);
        orders = new EdgeOrders(started, token, Edge, sources, log);
        Status = new EdgeStatus(Edge.Telemetry, () => Edge.Live, () => Edge.Bound)
        {
            WaitingFor = () => loop.WaitingFor,
            Providers = providers,
            Orders = orders.Held,
            Token = token,
            Windows = orders.Windows,
        };
        if (watch is not null)
        {
            rollouts = new FileRollouts(
                book,
                started.StateFolder,
                Orders,
                Traffic,
                () => Edge.Live,
                log,
                TimeProvider.System
            );
            watch.Take = rollouts.Take;
            Status.Rollouts = rollouts.Desk;
        }

        if ((clusterRollouts = EdgeParts.RolloutsOf(cluster, rollouts, orders, log)) is not null)
            Status.Rollouts = clusterRollouts.Desk(rollouts?.Desk, () => Edge.Live);
        metrics = new MetricsPage(Status, accessLog, ProgramVersion.Text);
        problemLog = new ProblemLog(log);
        publisher = new SnapshotPublisher(started, signingKey, Edge.Publish, Status, problemLog, TimeProvider.System)
        {
            Place = problems => rollouts?.Place(problems) ?? problems,
        };
    }

    /// <summary>The data plane.</summary>
    public Edge Edge { get; }

    /// <summary>What it knows about itself.</summary>
    public EdgeStatus Status { get; }

    /// <summary>The orders of rollouts that it holds.</summary>
    public LiveOrders Orders => orders.Held;

    /// <summary>The edges as whoever plans rollouts sees them.</summary>
    public EdgeTraffic Traffic => orders.Traffic;

    /// <summary>Where the admin endpoint listens; null when there is none, or its port is in use.</summary>
    public IPEndPoint? AdminEndPoint => admin?.EndPoint;

    /// <summary>Completes, with the reason, when the first configuration of all providers opened no listener: there is nothing to serve.</summary>
    public Task<string> NothingOpen => nothingOpen.Task;

    /// <summary>Starts everything; returns once the configuration of a file is served.</summary>
    /// <param name="configPath">File or directory.</param>
    /// <param name="transport">Side of the transport seam; the best one of this system when absent.</param>
    /// <param name="log">The program's log.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StartupException">It cannot serve anything.</exception>
    public static Task<EdgeHost> StartAsync(
        string configPath,
        TransportKind? transport,
        ILogger log,
        CancellationToken cancellation
    ) => StartAsync(new EdgeSources { ConfigPath = configPath }, transport, log, cancellation);

    /// <summary>Starts everything; returns once the first configuration is served, or, where a cluster has its part in it, is waited for.</summary>
    /// <param name="sources">Where the configuration comes from.</param>
    /// <param name="transport">Side of the transport seam; the best one of this system when absent.</param>
    /// <param name="log">The program's log.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StartupException">It cannot serve anything.</exception>
    public static async Task<EdgeHost> StartAsync(
        EdgeSources sources,
        TransportKind? transport,
        ILogger log,
        CancellationToken cancellation
    )
    {
        var known = KnownFragments.Read(sources);
        var compiled = Compiler.Compile(known.InOrder, previous: null, new byte[SigningKey.BytesMin]);
        var edge = compiled.Snapshot.Edge;
        var cluster = edge.Kubernetes is { } config ? EdgeParts.Cluster(sources, config) : null;
        var watch = known.Files is { } files ? new FileWatch(files, log) : null;
        var host = new EdgeHost(
            edge,
            watch,
            known.Rollouts,
            cluster,
            transport,
            EdgeParts.Beside(cluster, sources),
            log
        );
        try
        {
            await host.orders.RestoreAsync(cancellation);
            if (host.rollouts is { } rollouts)
                await rollouts.RestoreAsync(cancellation);
            await host.ServeAsync(known, cluster, compiled, cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads configuration files now, whether or not a change was noticed.</summary>
    public void Reload()
    {
        if (watch is null)
            log.LogInformation("asked to read the configuration; none of it is in a file that is followed");
        else
            watch.Reload();
    }

    /// <summary>Opens the access log anew, after a rotation has moved it away.</summary>
    public void ReopenLogs()
    {
        log.LogInformation("asked to open log files anew");
        accessLog?.Reopen();
    }

    /// <summary>Ends service as load balancers want it: readiness fails first, then no new connections, then what is in flight finishes.</summary>
    /// <param name="cutNow">Ends what is in flight at once.</param>
    public async Task DrainAsync(CancellationToken cutNow)
    {
        Status.Drain();
        await stop.CancelAsync();
        await background;
        if (clusterRollouts is not null)
            await clusterRollouts.DisposeAsync();
        if (rollouts is not null)
            await rollouts.DisposeAsync();
        var config = Edge.Live?.Snapshot.Edge ?? new EdgeConfig();
        log.LogInformation(
            "draining: accepting for {Delay} more, then up to {Grace} for what is in flight",
            Seconds(config.DrainDelay),
            Seconds(config.DrainTime)
        );
        var cut = await Edge.DrainAsync(config.DrainDelay, config.DrainTime, cutNow);
        if (cut == 0)
            log.LogInformation("drained: nothing was cut");
        else
            log.LogWarning(
                "drained: {Cut} requests took longer than {Grace} and were cut",
                cut,
                Seconds(config.DrainTime)
            );
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await background;
        if (clusterRollouts is not null)
            await clusterRollouts.DisposeAsync();
        if (rollouts is not null)
            await rollouts.DisposeAsync();
        await Edge.DisposeAsync();
        foreach (var provider in providers.OfType<IDisposable>())
            provider.Dispose();
        if (admin is not null)
            await admin.DisposeAsync();
        metrics.Dispose();
        orders.Dispose();
        accessLog?.Dispose();
        unobserved.Dispose();
        stop.Dispose();
    }

    private async Task ServeAsync(
        KnownFragments known,
        IProvider? cluster,
        CompileResult compiled,
        CancellationToken cancellation
    )
    {
        if (cluster is null)
        {
            Apply(
                acme is null ? [.. known.InOrder, Orders.Fragment] : [.. known.InOrder, acme.Load(), Orders.Fragment]
            );
            if (Edge.Bound.IsEmpty)
                throw new StartupException(WhyNothingIsOpen(known.Path));
        }
        else
        {
            // What is wrong already is told now: a cluster may keep everybody waiting.
            Status.ProblemsChanged(compiled.Problems);
            problemLog.Report(compiled.Problems);
            if (compiled.Snapshot.Listeners.IsEmpty)
                throw new StartupException(WhyNothingIsOpen(known.Path));
        }

        rollouts?.Start();
        await StartAdminAsync(cancellation);
        background = Task.WhenAll([loops.RunAsync("config loop", loop.RunAsync), .. Follow(known, cluster)]);
    }

    /// <summary>Gives every source its place in the loop, in the order of precedence, and keeps those that change running.</summary>
    private List<Task> Follow(KnownFragments known, IProvider? cluster)
    {
        var running = new List<Task>();
        var starts = new List<Action>();
        if (known.Static is { } fixedPart)
        {
            var publish = loop.AddProvider(fixedPart.Provider);
            starts.Add(() => publish(fixedPart));
        }

        if (watch is not null)
        {
            var publish = loop.AddProvider(watch.Name);
            starts.Add(() =>
            {
                publish(known.OfFiles!);
                running.Add(loops.RunAsync("config watch", stopped => watch.RunAsync(Said, stopped)));
            });

            void Said(Fragment fragment)
            {
                // Orders first: a rollout that is new lies over its routes before they are served as they were written.
                orders.Lay();
                publish(known.Beside(fragment));
            }
        }

        if (cluster is not null)
        {
            log.LogInformation("waiting for what {Provider} says", cluster.Name);
            var publish = loop.AddProvider(cluster.Name);
            starts.Add(() =>
                running.Add(loops.RunAsync($"provider {cluster.Name}", stopped => cluster.RunAsync(publish, stopped)))
            );
        }

        if (acme is not null)
        {
            var publish = loop.AddProvider(acme.Name);
            starts.Add(() =>
                running.Add(loops.RunAsync($"provider {acme.Name}", stopped => acme.RunAsync(publish, stopped)))
            );
        }

        if (clusterRollouts is not null)
            starts.Add(() => running.Add(loops.RunAsync("rollouts of the cluster", clusterRollouts.RunAsync)));

        var follow = orders.Follow(loop);
        starts.Add(() => follow(loops.RunAsync, running));

        // Nothing goes live before every place is there.
        foreach (var start in starts)
            start();
        return running;
    }

    private bool Apply(ImmutableArray<Fragment> fragments)
    {
        var generation = Status.Live?.Snapshot.Generation;
        var again = publisher.Apply(fragments);
        listeners.Announce(Edge.Bound);
        if (Status.Live is { Snapshot: var served } && served.Generation != generation && !listeners.AreNone)
        {
            log.LogInformation(
                "configuration {Generation} is live (routes: {Routes}, services: {Services})",
                served.Generation,
                served.Routes.Length,
                served.Services.Length
            );
        }

        Report(Status.Problems);
        if (generation is null && Edge.Bound.IsEmpty)
            nothingOpen.TrySetResult(WhyNothingIsOpen(null));
        return again;
    }

    private void Report(ImmutableArray<Problem> problems)
    {
        foreach (var provider in providers)
            provider.Report(problems);
    }

    private async Task StartAdminAsync(CancellationToken cancellation)
    {
        if (started.Admin is not { } config)
            return;
        try
        {
            admin = await AdminServer.StartAsync(
                EdgeParts.AddressOf(config),
                config.BasePath,
                Status,
                metrics,
                ProgramVersion.Text,
                config.TokenFile,
                cancellation
            );
            log.LogInformation("admin is open on http://{EndPoint}", admin.EndPoint);
        }
        catch (IOException trouble)
        {
            log.LogError(
                "admin address {Address} cannot be opened: {Trouble} The edge serves on without health, metrics and API; stop what uses the address or change admin.address, then restart",
                config.Address,
                trouble.Message
            );
        }
    }

    private string WhyNothingIsOpen(string? path) =>
        Edge.Live?.Snapshot.Listeners.Length is > 0
            ? "no listener could be opened, so there is nothing to serve; each has its reason above"
        : path is null
            ? "the configuration has no listener that can be used, so there is nothing to serve; cure the errors above"
        : $"{path} has no listener that can be used, so there is nothing to serve; cure the errors above (serinus check --config {path} lists them)";

    private static string Seconds(TimeSpan time) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");
}
