using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>An object whose routes a canary moves. The object stays as it is.</summary>
internal sealed record RouteReference
{
    /// <summary>Version of its API; it goes without saying.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Its kind.</summary>
    public RouteKind Kind { get; init; } = RouteKind.Ingress;

    /// <summary>Its name, in the namespace of the canary.</summary>
    [Field(Pattern = Names.ObjectName, Cure = Names.ObjectCure)]
    public required string Name { get; init; }

    /// <summary>Name of the Service that is stable, for a target of kind Service; the first of the Ingress's that is not the target when absent.</summary>
    public string? Stable { get; init; }

    /// <summary>Name of the Service that is the canary, for a target of kind Service; the target when absent.</summary>
    public string? Canary { get; init; }
}
