namespace Serinus.Rollouts.Plan;

/// <summary>One decision of a run.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">One word for machines, such as <c>WeightSet</c>, <c>CheckFailed</c>, <c>RolledBack</c>; see <see cref="NewsKind"/>.</param>
/// <param name="Text">One sentence for an operator: what, and why.</param>
/// <param name="Actor">Who asked for it; null when the evidence did.</param>
public sealed record TimelineEntry(DateTimeOffset At, NewsKind Kind, string Text, string? Actor = null);
