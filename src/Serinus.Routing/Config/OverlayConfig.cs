using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>
/// What a rollout lays over the routes that have both its backends: their weights, and which requests go to the canary in any case. What
/// users wrote stays as it is; an overlay that goes away leaves no trace.
/// </summary>
public sealed record OverlayConfig
{
    /// <summary>Name of the rollout; two overlays of one name are a mistake, and the first counts.</summary>
    public required string Name { get; init; }

    /// <summary>Routes it lies over; every route that has both backends when empty.</summary>
    public ImmutableArray<string> Routes { get; init; } = [];

    /// <summary>Name of the backend that serves the old version. It takes what falls back.</summary>
    public required string Stable { get; init; }

    /// <summary>Name of the backend that serves the new version.</summary>
    public required string Canary { get; init; }

    /// <summary>The canary's share in percent of what the two backends get together, 0 to 100. 0 sends nothing.</summary>
    public decimal CanaryPercent { get; init; }

    /// <summary>Requests that go to the canary whatever its share: any one match suffices.</summary>
    public ImmutableArray<OverlayMatchConfig> Match { get; init; } = [];

    /// <summary>Percent of requests of which the canary gets a copy, whose response nobody sees; 0 for none.</summary>
    public decimal MirrorPercent { get; init; }

    /// <summary>Keeps a user on one backend while the overlay lies; as the route says when absent. Its policy is evict in any case: a share of 0 sends nothing.</summary>
    public CohortConfig? Cohort { get; init; }

    /// <summary>Name of a cookie that kept users in a run that is over: it is taken from those who still send it. None when absent.</summary>
    public string? ExpiredCookie { get; init; }

    /// <summary>Number of the order it comes from: edges say which one they serve.</summary>
    public long Generation { get; init; }

    /// <summary>Durations that are counted beside the fixed ones, in milliseconds, such as those of objectives; at most 8.</summary>
    public ImmutableArray<double> DurationEdges { get; init; } = [];
}
