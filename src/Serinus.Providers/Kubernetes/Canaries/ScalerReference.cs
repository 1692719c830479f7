using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What scales the workload of a canary; the primary gets a copy of it.</summary>
internal sealed record ScalerReference
{
    /// <summary>Version of its API, such as `autoscaling/v2`; it goes without saying.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Its kind.</summary>
    public required ScalerKind Kind { get; init; }

    /// <summary>Its name, in the namespace of the canary.</summary>
    [Field(Pattern = Names.ObjectName, Cure = Names.ObjectCure)]
    public required string Name { get; init; }

    /// <summary>Queries of the primary's copy of a ScaledObject, by the name of the trigger; they replace `metadata.query`.</summary>
    public ImmutableDictionary<string, string> PrimaryScalerQueries { get; init; } =
        ImmutableDictionary<string, string>.Empty;

    /// <summary>Replicas of the primary where they are not those of the scaler.</summary>
    public ScalerReplicas? PrimaryScalerReplicas { get; init; }
}
