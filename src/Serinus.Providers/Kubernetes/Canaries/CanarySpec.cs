using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>A rollout as asked for. Every field of `flagger.app/v1beta1` is taken, with the same meaning and default.</summary>
[Apart(nameof(Analysis), nameof(CanaryAnalysis))]
internal sealed record CanarySpec
{
    /// <summary>Taken for compatibility: traffic is moved by this edge, whatever is named.</summary>
    public string? Provider { get; init; }

    /// <summary>Prometheus that metrics with a `query` of their own ask.</summary>
    [Field(Pattern = "https?://.+", Cure = "a URL of http or https")]
    public string? MetricsServer { get; init; }

    /// <summary>What is rolled out.</summary>
    public required TargetReference TargetRef { get; init; }

    /// <summary>What scales it; nothing when absent.</summary>
    public ScalerReference? AutoscalerRef { get; init; }

    /// <summary>The Ingress whose routes are moved; every Ingress that names the Service when absent.</summary>
    public RouteReference? IngressRef { get; init; }

    /// <summary>Objects whose routes are moved; every Ingress that names the Service when empty.</summary>
    [Field(Maximum = 50)]
    public ImmutableArray<RouteReference> RouteRefs { get; init; } = [];

    /// <summary>Taken for compatibility and without effect: a route of another proxy.</summary>
    public JsonElement? RouteRef { get; init; }

    /// <summary>Taken for compatibility and without effect: an upstream of another proxy.</summary>
    public JsonElement? UpstreamRef { get; init; }

    /// <summary>The Services that are made for a workload. Needed but for a target of kind Service.</summary>
    public CanaryService? Service { get; init; }

    /// <summary>How a run goes on.</summary>
    public CanaryAnalysis? Analysis { get; init; }

    /// <summary>Of old: `analysis`.</summary>
    public CanaryAnalysis? CanaryAnalysis { get; init; }

    /// <summary>How long the canary may take to become ready, in seconds; the run fails after that.</summary>
    [Field(Minimum = 1)]
    public int ProgressDeadlineSeconds { get; init; } = 600;

    /// <summary>Whether the canary is promoted without checks, as soon as it is ready.</summary>
    public bool SkipAnalysis { get; init; }

    /// <summary>Whether everything stands still.</summary>
    public bool Suspend { get; init; }

    /// <summary>Whether workload and Services become what they were before when the canary is deleted.</summary>
    public bool RevertOnDeletion { get; init; }

    /// <summary>The version, in any words, for a target of kind Service; found by its pods when absent.</summary>
    public string? Revision { get; init; }

    /// <summary>What is done once the canary has passed.</summary>
    public CanaryPromotion Promotion { get; init; } = new();

    /// <summary>How many replicas the canary has.</summary>
    public CanaryScaling Scaling { get; init; } = new();

    /// <summary>Which way back needs no steps and no checks.</summary>
    public RollbackWindow RollbackWindow { get; init; } = new();

    /// <summary>What the edges do when nobody plans any more.</summary>
    public CanaryFailsafe Failsafe { get; init; } = new();

    /// <summary>When runs may begin and weights may rise; at any time when empty.</summary>
    [Field(Maximum = 20)]
    public ImmutableArray<DeployWindow> DeployWindows { get; init; } = [];

    /// <summary>Canaries that go forward and back together; none when absent.</summary>
    public ReleaseGroup? ReleaseGroup { get; init; }

    /// <summary>Runs that are kept as CanaryRun objects.</summary>
    [Field(Minimum = 0, Maximum = 100)]
    public int HistoryLimit { get; init; } = 10;
}
