using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Two Services whose pods somebody else makes. Nothing of them is changed; a version is what the pods run, or what the Service says.</summary>
internal sealed class ServiceTarget(Surroundings around)
{
    /// <summary>Annotation of a Service: the version its pods serve, in any words.</summary>
    public const string RevisionAnnotation = "serinus.dev/revision";

    /// <summary>Looks how they are.</summary>
    public TargetView Look(CanaryObject canary, RolloutSpec spec)
    {
        var view = around.View();
        var key = canary.Meta.Key;
        var stable = view.Services.GetValueOrDefault(key with { Name = spec.Stable });
        var tested = view.Services.GetValueOrDefault(key with { Name = spec.Canary });
        if (stable is null || tested is null)
            return new TargetView
            {
                IsRemoved = canary.IsDeleting,
                Unknown = canary.IsDeleting
                    ? null
                    : $"Service {key with { Name = stable is null ? spec.Stable : spec.Canary }} does not exist",
            };
        var revision = canary.Spec.Revision ?? VersionOf(tested);
        return new TargetView
        {
            Revision = revision,
            StableRevision = canary.Spec.Revision is null ? VersionOf(stable) : "",
            IsRemoved = canary.IsDeleting,
            Unknown =
                revision.Length > 0 || canary.IsDeleting
                    ? null
                    : $"nothing says which version Service {tested.Meta.Key} serves: give it the annotation {RevisionAnnotation}, or the Canary spec.revision",
            Canary = ReadinessOf(view, tested),
            Primary = ReadinessOf(view, stable),
        };
    }

    /// <summary>What a Service says of its version, else what its pods run; empty when neither is known.</summary>
    private string VersionOf(ServiceObject service)
    {
        if (service.Meta.Annotations.GetValueOrDefault(RevisionAnnotation) is { Length: > 0 } said)
            return said;
        if (service.Selector.Count == 0)
            return "";
        var hashes = around
            .Cache.WorkloadsOf(service.Meta.Key.Namespace)
            .Where(workload =>
                service.Selector.All(label =>
                    workload.PodLabels.TryGetValue(label.Key, out var value) && value == label.Value
                )
            )
            .Select(workload => workload.SpecHash)
            .Distinct()
            .Order(StringComparer.Ordinal);
        return string.Join('+', hashes);
    }

    private static Readiness ReadinessOf(ClusterView view, ServiceObject service)
    {
        if (service.Type == "ExternalName")
            return Readiness.Ready;
        var ready = view
            .Endpoints.GetValueOrDefault(service.Meta.Key)
            ?.Groups.SelectMany(group => group.Addresses)
            .Any(address => address.IsReady);
        return ready is true
            ? Readiness.Ready
            : new Readiness(false, true, $"Service {service.Meta.Key.Name} has no ready pod");
    }
}
