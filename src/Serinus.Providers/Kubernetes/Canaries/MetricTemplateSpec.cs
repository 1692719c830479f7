namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>How metrics are measured that the edge does not measure itself.</summary>
internal sealed record MetricTemplateSpec
{
    /// <summary>Where.</summary>
    public required MetricProvider Provider { get; init; }

    /// <summary>The query. `{{ name }}`, `{{ namespace }}`, `{{ target }}`, `{{ service }}`, `{{ ingress }}`, `{{ interval }}` and `{{ variables.NAME }}` stand for values of the canary.</summary>
    public string Query { get; init; } = "";
}
