using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What a canary is about.</summary>
internal sealed record TargetReference
{
    /// <summary>Version of its API, such as `apps/v1`; it goes without saying.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Its kind.</summary>
    public required TargetKind Kind { get; init; }

    /// <summary>Its name, in the namespace of the canary.</summary>
    [Field(Pattern = Names.ObjectName, Cure = Names.ObjectCure)]
    public required string Name { get; init; }
}
