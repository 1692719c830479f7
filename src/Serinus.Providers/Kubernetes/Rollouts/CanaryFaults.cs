using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>What is wrong with Canaries, by themselves and beside each other, as whoever leads sees it. Immutable: the same instance says the same.</summary>
/// <param name="Canaries">Those of which something is wrong.</param>
/// <param name="All">What it is.</param>
internal sealed record CanaryFaults(ImmutableArray<ObjectKey> Canaries, ImmutableArray<Problem> All)
{
    public static readonly CanaryFaults None = new([], []);
}
