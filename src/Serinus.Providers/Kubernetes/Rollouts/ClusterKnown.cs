using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Ingresses;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>What every edge knows of the cluster and its rollouts, at one moment.</summary>
/// <param name="View">The cluster.</param>
/// <param name="Canaries">The Canaries.</param>
/// <param name="Moved">Names of the routes that each Canary moves.</param>
/// <param name="Asked">Ingresses that ask for a rollout by annotation.</param>
internal sealed record ClusterKnown(
    ClusterView View,
    ImmutableDictionary<ObjectKey, CanaryObject> Canaries,
    ImmutableDictionary<ObjectKey, ImmutableArray<string>> Moved,
    ImmutableArray<(IngressObject Ingress, AskedRollout Asked)> Asked
)
{
    public static readonly ClusterKnown Nothing = new(
        ClusterView.Empty,
        ImmutableDictionary<ObjectKey, CanaryObject>.Empty,
        ImmutableDictionary<ObjectKey, ImmutableArray<string>>.Empty,
        []
    );

    /// <summary>A Canary by the name of its rollout; null when there is none.</summary>
    public CanaryObject? Find(string rollout)
    {
        var slash = rollout.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? null : Canaries.GetValueOrDefault(new ObjectKey(rollout[..slash], rollout[(slash + 1)..]));
    }
}
