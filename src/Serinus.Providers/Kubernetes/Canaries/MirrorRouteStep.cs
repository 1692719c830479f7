using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Copies requests to the canary, whose responses nobody sees.</summary>
internal sealed record MirrorRouteStep
{
    /// <summary>Percent of requests; 0 ends it.</summary>
    [Field(Minimum = 0, Maximum = 100)]
    public required decimal Percentage { get; init; }
}
