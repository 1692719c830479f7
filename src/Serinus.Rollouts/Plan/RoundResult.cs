using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Plan;

/// <summary>What a round of checks found.</summary>
/// <param name="Verdict">All of them together.</param>
/// <param name="Text">The first that did not pass, or what passed, in one sentence.</param>
/// <param name="IsFinal">Whether it ends the step whatever is still let pass: a limit of a metric was passed.</param>
internal sealed record RoundResult(Verdict Verdict, string Text, bool IsFinal = false);
