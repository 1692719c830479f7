using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>What the edges are to do with a rollout's traffic.</summary>
public sealed record TrafficOrder
{
    /// <summary>Rises by one with every change; edges say which they have, and never go back to a lower one.</summary>
    public long Generation { get; init; }

    /// <summary>The canary's share in percent of what the two backends get, 0 to 100.</summary>
    public decimal CanaryPercent { get; init; }

    /// <summary>Requests that go to the canary whatever its share; any one match suffices.</summary>
    public ImmutableArray<RequestMatchSpec> Match { get; init; } = [];

    /// <summary>Percent of requests copied to the canary; 0 for none.</summary>
    public decimal MirrorPercent { get; init; }

    /// <summary>Whether users' requests go to the canary.</summary>
    [JsonIgnore]
    public bool SendsRequests => CanaryPercent > 0 || !Match.IsEmpty;

    /// <summary>Whether users are kept on the version they had.</summary>
    public bool KeepsUsers { get; init; }

    /// <summary>Replicas the canary is to have: by <see cref="CanaryScale"/> when null.</summary>
    public int? CanaryReplicas { get; init; }

    /// <summary>Percent of stable's replicas that the canary is to have, rounded up: by the strategy when null.</summary>
    public decimal? CanaryScale { get; init; }
}
