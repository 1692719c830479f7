using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Resources;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What is measured at each check. `request-success-rate`, `request-duration` and `grpc-success-rate` are measured by the edge itself.</summary>
internal sealed record CanaryMetric
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Time that one measurement looks back.</summary>
    [Field(Minimum = 1)]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Of old: the least percent for `request-success-rate`, the largest value for others; write `thresholdRange`.</summary>
    public double? Threshold { get; init; }

    /// <summary>Which values pass.</summary>
    public ThresholdRange? ThresholdRange { get; init; }

    /// <summary>Query for the Prometheus of `metricsServer`.</summary>
    public string? Query { get; init; }

    /// <summary>The MetricTemplate that says how it is measured.</summary>
    public NamedReference? TemplateRef { get; init; }

    /// <summary>Values that the template's query may name as `{{ variables.NAME }}`.</summary>
    public ImmutableDictionary<string, string> TemplateVariables { get; init; } =
        ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether and how it is compared with the primary; by its own value alone when absent.</summary>
    public MetricCompare? Compare { get; init; }

    /// <summary>When a measured value passes and fails, where that is no range.</summary>
    public MetricExpression? Expression { get; init; }

    /// <summary>Time from the step's start to the first measurement.</summary>
    public TimeSpan InitialDelay { get; init; }

    /// <summary>Measurements in all; one each check when 0.</summary>
    [Field(Minimum = 0)]
    public int Count { get; init; }

    /// <summary>Failed measurements that are let pass, -1 for any number; `threshold` of the analysis counts them when absent.</summary>
    [Field(Minimum = -1)]
    public int? FailureLimit { get; init; }

    /// <summary>Measurements that could not tell and are let pass; -1 for any number.</summary>
    [Field(Minimum = -1)]
    public int InconclusiveLimit { get; init; }

    /// <summary>Errors in a row of the source itself that are let pass.</summary>
    [Field(Minimum = 0)]
    public int ConsecutiveErrorLimit { get; init; } = 4;

    /// <summary>Successes in a row that pass it early; 0 for none.</summary>
    [Field(Minimum = 0)]
    public int ConsecutiveSuccessLimit { get; init; }

    /// <summary>Whether it is only told, and decides nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>What no value means.</summary>
    public NoDataPolicy NoData { get; init; } = NoDataPolicy.Inconclusive;

    /// <summary>Fewer requests of the canary than this are no data.</summary>
    [Field(Minimum = 0)]
    public long MinRequests { get; init; }
}
