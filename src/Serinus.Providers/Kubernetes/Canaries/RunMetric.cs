namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What a metric knew at the end of a run.</summary>
internal sealed record RunMetric
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Measurements that passed.</summary>
    public int Passed { get; init; }

    /// <summary>Measurements that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Measurements that could not tell.</summary>
    public int Inconclusive { get; init; }

    /// <summary>The last value.</summary>
    public double? Value { get; init; }

    /// <summary>The last verdict, in a sentence.</summary>
    public string Text { get; init; } = "";
}
