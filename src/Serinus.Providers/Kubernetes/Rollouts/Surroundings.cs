using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>What a target looks at and acts through.</summary>
/// <param name="Cache">What the leader knows of the cluster.</param>
/// <param name="View">What every edge knows of it.</param>
/// <param name="Configs">What ConfigMaps and Secrets hold.</param>
/// <param name="Objects">Makes and changes objects.</param>
internal sealed record Surroundings(
    LeaderCache Cache,
    Func<ClusterView> View,
    TrackedConfigs Configs,
    ClusterObjects Objects
);
