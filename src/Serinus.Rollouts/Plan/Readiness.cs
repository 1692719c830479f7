namespace Serinus.Rollouts.Plan;

/// <summary>How ready a workload is.</summary>
/// <param name="IsReady">Whether enough replicas serve the wanted version.</param>
/// <param name="CanBecomeReady">False when it can no longer become ready, such as past its own deadline.</param>
/// <param name="Text">One sentence for an operator, such as <c>2 of 3 replicas are ready</c>.</param>
public sealed record Readiness(bool IsReady, bool CanBecomeReady, string Text)
{
    /// <summary>Ready, and nothing to say.</summary>
    public static Readiness Ready { get; } = new(true, true, "");
}
