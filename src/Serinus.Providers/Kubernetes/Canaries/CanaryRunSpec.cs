using System.Text.Json;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>A run of a canary that has ended: what was tried, and how.</summary>
internal sealed record CanaryRunSpec
{
    /// <summary>Name of the canary.</summary>
    public required string Canary { get; init; }

    /// <summary>Number of the run.</summary>
    public required long Run { get; init; }

    /// <summary>The version that was tried.</summary>
    public string Revision { get; init; } = "";

    /// <summary>The version it was tried against.</summary>
    public string StableRevision { get; init; } = "";

    /// <summary>The canary's `spec` as it was at the end of the run.</summary>
    public JsonElement? Snapshot { get; init; }
}
