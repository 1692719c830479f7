using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Somebody who hears of a canary.</summary>
internal sealed record CanaryAlert
{
    /// <summary>Its name, in messages.</summary>
    public required string Name { get; init; }

    /// <summary>The least grave news that is told.</summary>
    public NewsSeverity Severity { get; init; } = NewsSeverity.Info;

    /// <summary>The AlertProvider that says where.</summary>
    public required NamedReference ProviderRef { get; init; }
}
