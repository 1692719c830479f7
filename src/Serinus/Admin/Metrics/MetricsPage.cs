using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Prometheus;
using Serinus.Control;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Routing.Config;
using PrometheusMetrics = Prometheus.Metrics;

namespace Serinus.Admin.Metrics;

/// <summary>
/// The metrics page. Loops count for themselves; only when the page is asked for are their numbers added up and handed to the
/// metrics library. Series are bound to what is served: they come with the first request, and go when their route, listener or
/// endpoint is gone from the snapshot.
/// </summary>
public sealed class MetricsPage : IDisposable
{
    /// <summary>Prometheus text format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly EdgeStatus status;
    private readonly AccessLog? accessLog;
    private readonly CollectorRegistry registry = PrometheusMetrics.NewCustomRegistry();
    private readonly Families families;
    private readonly RolloutPart rollouts;
    private readonly SemaphoreSlim collecting = new(1);
    private readonly Dictionary<object, Series> series = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<(Severity Severity, string Kind)> troubled = [];
    private LiveSnapshot? bound;

    /// <param name="status">What is served, and its counters.</param>
    /// <param name="accessLog">The access log, or null.</param>
    /// <param name="version">Version of the program.</param>
    public MetricsPage(EdgeStatus status, AccessLog? accessLog, string version)
    {
        this.status = status;
        this.accessLog = accessLog;
        DotNetStats.Register(registry);
        var factory = PrometheusMetrics.WithCustomRegistry(registry);
        families = new Families(factory, status.Telemetry.DurationBuckets);
        rollouts = new RolloutPart(factory);
        families.Build.WithLabels(version, RuntimeInformation.FrameworkDescription).Set(1);
        registry.AddBeforeCollectCallback(Update);
        Bind(null);
    }

    /// <summary>Writes the page.</summary>
    public async Task WriteAsync(Stream output, CancellationToken cancellation)
    {
        await collecting.WaitAsync(cancellation);
        try
        {
            await registry.CollectAndExportAsTextAsync(output, cancellation);
        }
        finally
        {
            collecting.Release();
        }
    }

    public void Dispose() => collecting.Dispose();

    private void Update()
    {
        var live = status.Live;
        if (live != bound)
            Bind(live);
        foreach (var each in series.Values)
            each.Update();

        rollouts.Update(status.Rollouts);
        var telemetry = status.Telemetry;
        families.InFlight.Set(telemetry.InFlight);
        families.Connections.Set(telemetry.Connections);
        families.ProxyHeadersRefused.IncTo(telemetry.ProxyHeadersRefused);
        families.ConnectionsTotal.IncTo(telemetry.ConnectionsTotal);
        families.Generation.Set(live?.Snapshot.Generation ?? 0);
        families.Reloads.WithLabels("success").IncTo(status.ReloadsWithoutErrors);
        families.Reloads.WithLabels("problems").IncTo(status.ReloadsWithErrors);
        var problems = status.Problems;
        var errors = problems.Count(problem => problem.Severity == Severity.Error);
        families.Problems.WithLabels("error").Set(errors);
        families.Problems.WithLabels("warning").Set(problems.Length - errors);
        CountByKind(problems);
        families.AccessLogDropped.IncTo(accessLog?.Dropped ?? 0);
        foreach (var (rollout, reason, count) in status.Orders?.TakenOut ?? [])
            families.GuardTakings.WithLabels(rollout, OutcomeNames.Of(reason)).IncTo(count);
    }

    /// <summary>A kind that had problems once stays as 0, so that an alert on it ends.</summary>
    private void CountByKind(ImmutableArray<Problem> problems)
    {
        var counts = problems
            .GroupBy(problem => (problem.Severity, problem.Object.Kind))
            .ToDictionary(same => same.Key, same => same.Count());
        troubled.UnionWith(counts.Keys);
        foreach (var (severity, kind) in troubled)
        {
            var name = severity == Severity.Error ? "error" : "warning";
            families.ObjectProblems.WithLabels(name, kind).Set(counts.GetValueOrDefault((severity, kind)));
        }
    }

    private void Bind(LiveSnapshot? live)
    {
        var wanted = new Dictionary<object, Func<Series>>(ReferenceEqualityComparer.Instance);
        Want("", status.Telemetry.Unmatched);
        foreach (var route in live?.Routes ?? [])
        {
            Want(route.Route.Name, route.Metrics);
            if (route.MirrorMetrics is { } copies)
                wanted[copies] = () => new MirrorSeries(families, route.Route.Name, copies);
        }

        WantStreams("", status.Telemetry.UnmatchedStreams);
        foreach (var route in live?.StreamRoutes ?? [])
            WantStreams(route.Route.Name, route.Metrics);
        foreach (var service in live?.Services ?? [])
        {
            foreach (var endpoint in service.Endpoints)
                wanted[endpoint] = () => new EndpointSeries(families, service.Service.Name, endpoint);
        }

        foreach (var certificate in live?.Snapshot.Certificates ?? [])
        {
            if (certificate.Config.Alpn is null && live!.EndOf(certificate) is { } end)
                wanted[certificate] = () => new CertificateSeries(families, certificate.Name, end);
        }

        // First what is gone, then what is new: a thing that went and came back is another one under the same labels.
        var listeners = live?.Snapshot.Listeners.Select(listener => listener.Name).ToHashSet() ?? [];
        foreach (var (thing, gone) in series.Where(known => !wanted.ContainsKey(known.Key)).ToArray())
        {
            gone.Remove();
            series.Remove(thing);
        }

        foreach (var (thing, make) in wanted)
        {
            if (!series.TryGetValue(thing, out var known))
                series[thing] = known = make();
            (known as ArmSeries)?.Bind(listeners);
        }

        bound = live;

        void WantStreams(string route, StreamMetrics metrics)
        {
            foreach (var arm in metrics.Arms)
                wanted[arm] = () => new StreamArmSeries(families, route, arm);
        }

        void Want(string route, RouteMetrics metrics)
        {
            foreach (var arm in metrics.Arms)
                wanted[arm] = () => new ArmSeries(families, route, arm);
            wanted[metrics.Retries] = () => new RetrySeries(families, route, metrics.Retries);
        }
    }
}
