using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>Something that happened and is to be told once.</summary>
public sealed record NewsItem
{
    /// <summary>Unique, and the same whoever plans: <c>rollout/run/number</c>.</summary>
    public required string Id { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    public required NewsKind Kind { get; init; }

    /// <summary>How grave it is.</summary>
    public required NewsSeverity Severity { get; init; }

    /// <summary>What happened and why, in one sentence for an operator.</summary>
    public required string Text { get; init; }

    /// <summary>Who asked for it; null when the evidence did.</summary>
    public string? Actor { get; init; }

    /// <summary>Whether somebody has begun to tell it: whoever plans next does not tell it again.</summary>
    public bool IsClaimed { get; init; }
}
