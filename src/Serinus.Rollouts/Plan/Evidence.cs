using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Plan;

/// <summary>What requests prove, gathered at every look: harm that is proven rolls back at once, not at the end of an interval.</summary>
internal static class Evidence
{
    public static void Gather(Draft draft)
    {
        var state = draft.State;
        if (!draft.IsRunning || !Rollback.IsPossible(draft))
            return;
        // Requests of the time before the run are those of another canary.
        var blocks = draft.Seen.Blocks.RemoveAll(block => block.At <= state.StartedAt);
        if (blocks.IsEmpty)
            return;

        var analysis = draft.Spec.Analysis;
        var metrics = Comparisons.Add(analysis, state.Metrics, blocks);
        var isAlone = state.Traffic.CanaryPercent >= 100;
        if (isAlone)
            metrics = Detection.Add(analysis, metrics, blocks);
        var (canary, stable) = (Sum(blocks, block => block.Canary), Sum(blocks, block => block.Stable));
        var looksBack = MetricSet.Of(analysis).LooksBack;
        draft.State = state with
        {
            Metrics = metrics,
            EvidenceAt = blocks.Max(block => block.At),
            Window = looksBack > TimeSpan.Zero ? Window.Add(state.Window, blocks, looksBack, draft.Now) : state.Window,
            Canary = Plus(state.Canary, canary),
            Stable = Plus(state.Stable, stable),
            StepRequests = state.StepReachedAt is null ? 0 : state.StepRequests + canary.Requests,
        };
        draft.Harm =
            FastFails(draft, canary, stable)
            ?? Comparisons.Harm(analysis, metrics)
            ?? (isAlone ? Detection.Harm(analysis, metrics, Looks(draft)) : null);
    }

    private static string? FastFails(Draft draft, ArmTotals canary, ArmTotals stable)
    {
        var sequential = draft.Spec.Analysis.Sequential;
        if (sequential.FastFailErrors <= 0 || canary.Errors < sequential.FastFailErrors)
            return null;
        var rule = new FastFail { MinErrors = sequential.FastFailErrors, Rate = sequential.FastFailRate };
        return rule.Trips(new BlockPair(Counts(canary), Counts(stable)), out var reason) ? reason : null;
    }

    /// <summary>How often it is looked at while everybody is on the canary: about once a second, for as long as it bakes or a step may last.</summary>
    private static long Looks(Draft draft)
    {
        var longest = draft.Spec.Analysis.Sequential.MaxStepDuration;
        if (draft.Spec.Promotion.Bake > longest)
            longest = draft.Spec.Promotion.Bake;
        return (long)longest.TotalSeconds;
    }

    private static ArmTotals Sum(ImmutableArray<TrafficBlock> blocks, Func<TrafficBlock, ArmBlock> arm)
    {
        var (requests, errors) = (0L, 0L);
        foreach (var block in blocks)
        {
            requests += arm(block).Requests;
            errors += arm(block).Errors;
        }

        return new ArmTotals(requests, errors);
    }

    private static ArmTotals Plus(ArmTotals left, ArmTotals right) =>
        new(left.Requests + right.Requests, left.Errors + right.Errors);

    private static ArmCounts Counts(ArmTotals totals) =>
        new(totals.Requests, Math.Clamp(totals.Errors, 0, totals.Requests));
}
