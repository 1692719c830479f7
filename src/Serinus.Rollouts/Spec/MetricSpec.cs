using System.Collections.Immutable;

namespace Serinus.Rollouts.Spec;

/// <summary>What is measured at each check, and when it passes.</summary>
public sealed record MetricSpec
{
    /// <summary>Metric the edge measures: percent of the canary's requests that are no server error.</summary>
    public const string SuccessRate = "request-success-rate";

    /// <summary>Metric the edge measures: the duration in milliseconds that 99 of 100 of the canary's requests do not exceed.</summary>
    public const string Duration = "request-duration";

    /// <summary>Metric the edge measures: percent of the canary's calls of gRPC that end without a server's fault.</summary>
    public const string GrpcSuccessRate = "grpc-success-rate";

    /// <summary>Name. The built-in ones are measured by the edge.</summary>
    public required string Name { get; init; }

    /// <summary>Time that one measurement looks back.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Least value that passes; none when null.</summary>
    public double? Min { get; init; }

    /// <summary>Largest value that passes; none when null.</summary>
    public double? Max { get; init; }

    /// <summary>Whether and how it is compared with stable, by evidence that may be looked at at any time; by its own value alone when absent.</summary>
    public CompareSpec? Compare { get; init; }

    /// <summary>Where it is measured; the edge itself when absent.</summary>
    public MetricSourceSpec? Source { get; init; }

    /// <summary>Expression on <c>result</c> that must hold to pass; none when null.</summary>
    public string? Success { get; init; }

    /// <summary>Expression on <c>result</c> that must not hold; none when null. Where neither holds the measurement is inconclusive.</summary>
    public string? Failure { get; init; }

    /// <summary>Time from the step's start to the first measurement.</summary>
    public TimeSpan InitialDelay { get; init; }

    /// <summary>Measurements in all; one each check when 0.</summary>
    public int Count { get; init; }

    /// <summary>Failed measurements that are let pass; the next one fails the metric. −1 for any number. Null: the analysis' threshold counts them.</summary>
    public int? FailureLimit { get; init; }

    /// <summary>Inconclusive measurements that are let pass; −1 for any number.</summary>
    public int InconclusiveLimit { get; init; }

    /// <summary>Errors in a row of the source itself that are let pass.</summary>
    public int ConsecutiveErrorLimit { get; init; } = 4;

    /// <summary>Successes in a row that pass the metric early; 0 for none.</summary>
    public int ConsecutiveSuccessLimit { get; init; }

    /// <summary>Whether it is only told, and decides nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>What no value means.</summary>
    public NoDataPolicy NoData { get; init; } = NoDataPolicy.Inconclusive;

    /// <summary>Fewer requests of the canary than this are no data.</summary>
    public long MinRequests { get; init; }

    /// <summary>Values that its query may name, beside those of the rollout.</summary>
    public ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;
}
