namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>One aspect of where a canary stands, as `kubectl wait` reads it.</summary>
internal sealed record CanaryCondition
{
    /// <summary>What it is about: `Promoted`, `Ready`, `Progressing`, `Stalled`.</summary>
    public required string Type { get; init; }

    /// <summary>`True`, `False` or `Unknown`.</summary>
    public required string Status { get; init; }

    /// <summary>Why, in one word.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Why, in a sentence.</summary>
    public string Message { get; init; } = "";

    /// <summary>When it was last looked at and written.</summary>
    public DateTimeOffset? LastUpdateTime { get; init; }

    /// <summary>When its status last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Generation of the object it is about.</summary>
    public long ObservedGeneration { get; init; }
}
