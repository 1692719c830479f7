using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>The Services between which a Canary moves requests.</summary>
internal static class CanaryArms
{
    public const string PrimarySuffix = "-primary";
    public const string CanarySuffix = "-canary";

    /// <summary>The arms of a Canary; null when it does not say them.</summary>
    public static ServedCanary? Of(ObjectMeta meta, CanarySpec spec)
    {
        if (spec.TargetRef is not { } target || string.IsNullOrEmpty(target.Name))
            return null;
        var routes = spec.IngressRef is { } ingress ? spec.RouteRefs.Insert(0, ingress) : spec.RouteRefs;
        ImmutableArray<string> ingresses = [.. routes.Select(route => route.Name).OfType<string>()];
        if (target.Kind != TargetKind.Service)
        {
            var apex = spec.Service?.Name ?? target.Name;
            return new ServedCanary(meta.Key, meta.Created, apex, apex + PrimarySuffix, apex + CanarySuffix, ingresses)
            {
                ChangesPlaces = spec.Promotion.Mode == PromotionMode.Swap,
            };
        }

        var stable = routes.Select(route => route.Stable).FirstOrDefault(name => name is not null);
        var canary = routes.Select(route => route.Canary).FirstOrDefault(name => name is not null) ?? target.Name;
        return stable is null ? null : new ServedCanary(meta.Key, meta.Created, null, stable, canary, ingresses);
    }
}
