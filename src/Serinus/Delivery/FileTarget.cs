using System.Collections.Immutable;
using System.Globalization;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Upstreams;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;

namespace Serinus.Delivery;

/// <summary>
/// What a rollout of a configuration file is about: the endpoints of its two backends. Their version is the one that is written down, or a
/// fingerprint of the addresses; nothing is deployed from here, so an order to become another version is one for whoever writes the file.
/// </summary>
/// <param name="live">What is served now; null before the first publish.</param>
public sealed class FileTarget(Func<LiveSnapshot?> live) : ITarget
{
    /// <inheritdoc/>
    public Task<TargetView> LookAsync(RolloutSpec spec, RunState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(state);
        return Task.FromResult(Look(spec, state));
    }

    /// <inheritdoc/>
    public Task<string?> ActAsync(
        RolloutSpec spec,
        RunState state,
        TargetOrder order,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            order == TargetOrder.Undo
                ? $"nothing is deployed from a configuration file; point {spec.Canary} at {state.UndoTo} there"
                : null
        );

    private TargetView Look(RolloutSpec spec, RunState state)
    {
        if (live() is not { } snapshot)
            return new TargetView { Unknown = "no configuration is served yet" };
        var (stableName, canaryName) = state.IsSwapped ? (spec.Canary, spec.Stable) : (spec.Stable, spec.Canary);
        var routes = snapshot.Routes.Where(route => LiesUnder(spec, route)).ToArray();
        if (routes.Length == 0)
            return new TargetView
            {
                Unknown = $"no route that is served has both backends {spec.Stable} and {spec.Canary}",
            };
        var canary = ServicesOf(snapshot, routes, canaryName);
        var stable = ServicesOf(snapshot, routes, stableName);
        return new TargetView
        {
            Revision = Revision(spec, state, canary),
            StableRevision = ServiceFingerprint.Of(stable),
            Canary = ReadinessOf(canaryName, canary, spec.Analysis.CanaryReadyPercent),
            Primary = ReadinessOf(stableName, stable, spec.Analysis.PrimaryReadyPercent),
        };
    }

    private static bool LiesUnder(RolloutSpec spec, LiveRoute route) =>
        (spec.Routes.IsEmpty || spec.Routes.Contains(route.Route.Name))
        && Has(route, spec.Stable)
        && Has(route, spec.Canary);

    private static bool Has(LiveRoute route, string backend) =>
        route.Route.Backends.Any(known => known.Name == backend);

    private static ImmutableArray<LiveService> ServicesOf(LiveSnapshot snapshot, LiveRoute[] routes, string backend) =>
        [
            .. routes
                .SelectMany(route => route.Route.Backends)
                .Where(known => known.Name == backend)
                .Select(known => known.Service)
                .OfType<Routing.Service>()
                .Distinct()
                .Select(service => snapshot.Services[service.Index]),
        ];

    /// <summary>
    /// Where two backends change places, the one that was stable is what is left over of the run before, not a new version to try; unless
    /// somebody wants it back.
    /// </summary>
    private static string Revision(RolloutSpec spec, RunState state, ImmutableArray<LiveService> canary)
    {
        if (spec.Revision is { Length: > 0 } written)
            return written;
        var seen = ServiceFingerprint.Of(canary);
        var isLeftOver =
            spec.Promotion.Mode == PromotionMode.Swap
            && state.Promoted.Contains(seen)
            && seen != state.UndoTo
            && !(state.IsRunning && seen == state.Revision);
        return isLeftOver ? state.StableRevision : seen;
    }

    private static Readiness ReadinessOf(string backend, ImmutableArray<LiveService> services, int percent)
    {
        if (services.IsEmpty)
            return new Readiness(false, true, $"backend {backend} has no service");
        foreach (var service in services)
        {
            var (ready, all) = Count(service);
            if (all == 0)
                return new Readiness(false, true, $"service {service.Service.Name} has no endpoints");
            if (ready == 0 || ready * 100 < all * percent)
                return new Readiness(
                    false,
                    true,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{ready} of {all} endpoints of service {service.Service.Name} are healthy"
                    )
                );
        }

        return Readiness.Ready;
    }

    // Ejection is about requests, and requests are what the analysis judges.
    private static (int Ready, int All) Count(LiveService service)
    {
        var (ready, all) = (0, 0);
        for (var i = 0; i < service.Endpoints.Length; i++)
        {
            if (service.Service.Endpoints[i].Draining)
                continue;
            all++;
            if (service.Endpoints[i].IsHealthy)
                ready++;
        }

        return (ready, all);
    }
}
