using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>What the comparison with stable means for a step.</summary>
internal static class Comparison
{
    /// <summary>
    /// For a check at the end of an interval: harm would have been found before, so it passes for every metric that had requests to be judged
    /// by. That safety is proven is asked of analysis steps alone.
    /// </summary>
    public static IEnumerable<RoundResult> Data(Draft draft, PlannedStep step)
    {
        if (!step.SendsRequests)
            yield break;
        var requests = draft.State.StepRequests;
        foreach (var metric in Comparisons.Counted(draft.Spec.Analysis))
        {
            var needed = Math.Max(1, metric.MinRequests);
            if (requests >= needed)
                yield return new RoundResult(Verdict.Pass, "");
            else
                yield return NoData(metric, requests, needed);
        }
    }

    /// <summary>For an analysis step: whether the metrics it names are proven to be safe.</summary>
    public static RoundResult Judge(Draft draft, PlannedStep step)
    {
        var named = Comparisons.Counted(draft.Spec.Analysis).Where(metric => Rounds.IsNamed(step, metric)).ToArray();
        if (named.Length == 0)
            return new RoundResult(Verdict.Pass, "");
        if (!step.SendsRequests)
            return new RoundResult(Verdict.Pass, "the canary gets no requests here by which it could be judged");
        if (step.Percent >= 100)
            return Alone(draft, named);
        var verdict = Comparisons.Judge(draft.Spec.Analysis, draft.State.Metrics, step.Metrics, Expected(draft, step));
        return verdict.Verdict == Verdict.Pass
            ? new RoundResult(Verdict.Pass, verdict.Reason)
            : new RoundResult(Verdict.Inconclusive, verdict.Reason);
    }

    /// <summary>What traffic is expected, from what there was.</summary>
    private static Traffic? Expected(Draft draft, PlannedStep step)
    {
        var seconds = (draft.Now - draft.State.StartedAt)?.TotalSeconds ?? 0;
        var requests = draft.State.Canary.Requests + draft.State.Stable.Requests;
        return seconds < 1 || requests == 0 || step.Percent <= 0
            ? null
            : new Traffic(requests / seconds, (double)step.Percent / 100);
    }

    /// <summary>Where everybody is on the canary there is nothing to compare it with: an interval without alarm passes.</summary>
    private static RoundResult Alone(Draft draft, MetricSpec[] named)
    {
        if (named.Max(metric => Math.Max(1, metric.MinRequests)) > draft.State.StepRequests)
            return new RoundResult(
                Verdict.Inconclusive,
                "not enough data: everybody is on the canary, and it had no requests yet"
            );
        return draft.Now >= draft.State.StepReachedAt + draft.Spec.Analysis.Interval
            ? new RoundResult(Verdict.Pass, "everybody is on the canary, and it did no worse than stable before")
            : new RoundResult(Verdict.Inconclusive, "everybody is on the canary: it is watched for an interval");
    }

    private static RoundResult NoData(MetricSpec metric, long requests, long needed)
    {
        var text = FormattableString.Invariant(
            $"not enough data: {metric.Name} has {requests} requests of the canary in this step and needs {needed}"
        );
        return metric.NoData switch
        {
            NoDataPolicy.Pass => new RoundResult(Verdict.Pass, text),
            NoDataPolicy.Fail => new RoundResult(Verdict.Fail, text),
            _ => new RoundResult(Verdict.Inconclusive, text),
        };
    }
}
