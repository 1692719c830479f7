namespace Serinus.Admin.Rollouts;

/// <summary>One decision of a run.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">One word for machines, such as WeightSet or RolledBack.</param>
/// <param name="Text">What, and why.</param>
/// <param name="Actor">Who asked for it; null when the evidence did.</param>
public sealed record TimelineAnswer(DateTimeOffset At, string Kind, string Text, string? Actor);
