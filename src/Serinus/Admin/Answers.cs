using Serinus.Admin.Metrics;
using Serinus.Control;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Upstreams;
using Serinus.Routing.Config;

namespace Serinus.Admin;

/// <summary>Answers of the API, made from what the program knows at the moment of asking.</summary>
internal static class Answers
{
    public static SnapshotAnswer Snapshot(EdgeStatus status, string version)
    {
        var snapshot = status.Live?.Snapshot;
        var bound = status.Bound.ToDictionary(listener => listener.Name, listener => listener.EndPoint.ToString());
        var problems = status.Problems;
        var errors = problems.Count(problem => problem.Severity == Severity.Error);
        return new SnapshotAnswer(
            version,
            snapshot?.Generation ?? 0,
            snapshot is null ? null : status.PublishedAt,
            status.NotReadyReason,
            [
                .. (snapshot?.Listeners ?? []).Select(listener => new ListenerAnswer(
                    listener.Name,
                    listener.Config.Address,
                    bound.GetValueOrDefault(listener.Name)
                )),
            ],
            snapshot?.Routes.Length ?? 0,
            snapshot?.Services.Length ?? 0,
            errors,
            problems.Length - errors
        );
    }

    public static RoutesAnswer Routes(EdgeStatus status) =>
        status.Live is { } live
            ? new RoutesAnswer(live.Snapshot.Generation, [.. live.Routes.Select(Route)])
            : new RoutesAnswer(0, []);

    public static ServicesAnswer Services(EdgeStatus status)
    {
        var now = Environment.TickCount64;
        return status.Live is { } live
            ? new ServicesAnswer(live.Snapshot.Generation, [.. live.Services.Select(service => Service(service, now))])
            : new ServicesAnswer(0, []);
    }

    public static ProblemsAnswer Problems(EdgeStatus status, string? kind, string? name) =>
        new([
            .. status
                .Problems.Where(problem => kind is null || problem.Object.Kind == kind)
                .Where(problem => name is null || problem.Object.Name == name)
                .Select(ProblemAnswer.Of),
        ]);

    public static StreamRoutesAnswer StreamRoutes(EdgeStatus status) =>
        status.Live is { } live
            ? new StreamRoutesAnswer(live.Snapshot.Generation, [.. live.StreamRoutes.Select(StreamRoute)])
            : new StreamRoutesAnswer(0, []);

    /// <summary>Certificates for clients; those that only answer a challenge are no certificates of hosts.</summary>
    public static CertificatesAnswer Certificates(EdgeStatus status) =>
        status.Live is { } live
            ? new CertificatesAnswer(
                live.Snapshot.Generation,
                [
                    .. live
                        .Snapshot.Certificates.Where(certificate => certificate.Config.Alpn is null)
                        .Select(certificate => new CertificateAnswer(
                            certificate.Name,
                            certificate.Config.Hosts,
                            live.EndOf(certificate)?.ToUniversalTime(),
                            certificate.Config.ChainFile ?? certificate.Config.Origin?.Source
                        )),
                ]
            )
            : new CertificatesAnswer(0, []);

    private static StreamRouteAnswer StreamRoute(LiveStreamRoute live)
    {
        var route = live.Route;
        var weights = route.Backends.Sum(backend => backend.Weight);
        return new StreamRouteAnswer(
            route.Name,
            Name(route.Protocol),
            route.Config.Listeners,
            route.Hosts,
            [
                .. route.Backends.Select(backend =>
                {
                    var arm = live.Metrics.Arms[backend.Index];
                    return new StreamBackendAnswer(
                        backend.Name,
                        backend.Config.Service,
                        backend.Weight,
                        weights == 0 ? 0 : (double)(backend.Weight / weights),
                        arm.Opened.Sum,
                        arm.Open,
                        arm.BytesIn.Sum,
                        arm.BytesOut.Sum,
                        arm.Failures.Sum(failure => failure.Value.Sum),
                        arm.Fallbacks.Sum
                    );
                }),
            ]
        );
    }

    private static RouteAnswer Route(LiveRoute live)
    {
        var route = live.Route;
        return new RouteAnswer(
            route.Name,
            route.Config.Listeners,
            route.Config.Hosts,
            route.Path is { } path ? new PathAnswer(Name(path.Kind), path.Value) : null,
            route.Config.Methods,
            Backends(live),
            live.Metrics.Retries.Sum,
            route.Overlay is { } overlay ? Overlay(overlay.Config) : null
        );
    }

    private static OverlayAnswer Overlay(OverlayConfig overlay) =>
        new(
            overlay.Name,
            overlay.Stable,
            overlay.Canary,
            overlay.CanaryPercent,
            overlay.MirrorPercent,
            overlay.Generation
        );

    private static BackendAnswer[] Backends(LiveRoute live)
    {
        var backends = live.Route.Backends;
        var weights = backends.Sum(backend => backend.Weight);
        var chosen = Array.ConvertAll([.. backends], backend => live.Metrics.ChosenAtTheseWeights(backend.Index));
        var all = chosen.Sum();
        return
        [
            .. backends.Select(backend =>
            {
                var totals = live.Metrics.Arms[backend.Index].Read();
                return new BackendAnswer(
                    backend.Name,
                    backend.Config.Service,
                    backend.Weight,
                    weights == 0 ? 0 : (double)(backend.Weight / weights),
                    all == 0 ? null : (double)chosen[backend.Index] / all,
                    chosen[backend.Index],
                    totals.Requests,
                    totals.ServerErrors,
                    totals.Fallbacks
                );
            }),
        ];
    }

    private static ServiceAnswer Service(LiveService live, long now) =>
        new(live.Service.Name, Name(live.Service.Config.Balance), [.. live.Endpoints.Select(e => Endpoint(e, now))]);

    private static EndpointAnswer Endpoint(LiveEndpoint live, long now) =>
        new(
            live.Endpoint.Address,
            live.IsAvailable(now) && !live.Endpoint.Draining,
            live.IsHealthy,
            live.IsEjected(now),
            live.Endpoint.Draining,
            live.RequestsInFlight,
            live.Ejections,
            live.LastError,
            OutcomeNames.All.ToDictionary(known => known.Name, known => live.Metrics.Count(known.Outcome))
        );

    // "RoundRobin" is written as in the configuration: "roundRobin".
    private static string Name<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
