using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Analysis;

/// <summary>What a measurement means for a check, after what is let pass was let pass.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="Text">Why, in one sentence.</param>
/// <param name="IsFinal">Whether a limit of the metric was passed, so that no further measurement is waited for.</param>
public sealed record MetricOutcome(Verdict Verdict, string Text, bool IsFinal = false);
