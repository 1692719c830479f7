using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Sends requests that match to the canary, whatever its weight.</summary>
internal sealed record HeaderRouteStep
{
    /// <summary>Any one of them suffices; none any more when empty.</summary>
    public ImmutableArray<RequestMatch> Match { get; init; } = [];
}
