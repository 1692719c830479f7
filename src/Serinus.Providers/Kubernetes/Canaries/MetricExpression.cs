namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Expressions on `result`, the measured value, such as `result &lt; 0.05`.</summary>
internal sealed record MetricExpression
{
    /// <summary>It passes when this holds.</summary>
    public string? Success { get; init; }

    /// <summary>It fails when this holds; where neither does, it cannot tell.</summary>
    public string? Failure { get; init; }
}
