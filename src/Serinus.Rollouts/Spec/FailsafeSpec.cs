namespace Serinus.Rollouts.Spec;

/// <summary>What the edge does with a weight that nobody has confirmed for a while.</summary>
public sealed record FailsafeSpec
{
    /// <summary>How long a weight holds without being confirmed.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is done then.</summary>
    public FailsafeAction OnLoss { get; init; }
}
