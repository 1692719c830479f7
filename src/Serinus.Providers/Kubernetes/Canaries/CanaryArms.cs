namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>The Services between which a canary moves requests, by their names in its namespace.</summary>
/// <param name="Apex">The one everybody names; null where there is none.</param>
/// <param name="Stable">The one of the old version.</param>
/// <param name="Canary">The one of the new version.</param>
internal sealed record CanaryArms(string? Apex, string Stable, string Canary)
{
    public const string PrimarySuffix = "-primary";
    public const string CanarySuffix = "-canary";

    /// <summary>The arms of a canary; null when it does not say them.</summary>
    public static CanaryArms? Of(CanarySpec spec)
    {
        if (spec.TargetRef is not { } target || string.IsNullOrEmpty(target.Name))
            return null;
        if (target.Kind != TargetKind.Service)
        {
            var apex = spec.Service?.Name ?? target.Name;
            return new CanaryArms(apex, apex + PrimarySuffix, apex + CanarySuffix);
        }

        var routes = spec.IngressRef is { } ingress ? spec.RouteRefs.Insert(0, ingress) : spec.RouteRefs;
        var named = routes.FirstOrDefault(route => route.Stable is not null);
        var canary = routes.Select(route => route.Canary).FirstOrDefault(name => name is not null) ?? target.Name;
        return named?.Stable is { } stable ? new CanaryArms(null, stable, canary) : null;
    }
}
