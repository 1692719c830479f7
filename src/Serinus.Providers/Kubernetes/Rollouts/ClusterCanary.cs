using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>A Canary as somebody outside of the cluster's controller sees it.</summary>
/// <param name="Spec">What it asks for.</param>
/// <param name="State">What its status remembers; blank when nobody has planned it yet.</param>
/// <param name="Edges">What the edges have of its weight.</param>
/// <param name="ObservedPercent">The canary's share of requests, in percent; null when there were none.</param>
/// <param name="ObservedRequests">Requests it is the share of.</param>
/// <param name="Trouble">What keeps it from being planned; null when nothing does.</param>
public sealed record ClusterCanary(
    RolloutSpec Spec,
    RunState State,
    EdgesView Edges,
    double? ObservedPercent,
    long ObservedRequests,
    string? Trouble
);
