using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>When a run will end if all goes well.</summary>
/// <param name="EndsAt">When; null when nothing runs, or when it waits for somebody.</param>
/// <param name="IsAtLeast">Whether it may take longer: analysis steps last as long as the evidence needs.</param>
public sealed record Forecast(DateTimeOffset? EndsAt, bool IsAtLeast)
{
    /// <summary>Nothing runs.</summary>
    public static Forecast None { get; } = new(null, false);

    /// <summary>The forecast of a state.</summary>
    public static Forecast Of(RolloutSpec spec, RunState state, DateTimeOffset now)
    {
        if (!state.IsRunning || state.Paused is not null || spec.Suspend)
            return None;
        var plan = StepPlan.Of(spec.Analysis);
        var left = TimeSpan.Zero;
        var isAtLeast = false;
        if (state.Phase is Phase.Waiting or Phase.Progressing && !spec.SkipAnalysis && !state.SkipsChecks)
        {
            for (var i = state.Step; i < plan.Count; i++)
            {
                var isNow = i == state.Step && state.StepStartedAt is not null;
                if (isNow && state.IsStepDone)
                    continue;
                if (Length(spec, state, plan[i], isNow, now, ref isAtLeast) is not { } length)
                    return None;
                left += length;
            }
        }

        if (state.Phase != Phase.Promoting && state.Phase != Phase.Finalising)
            left += spec.Promotion.Bake;
        else if (state.BakeUntil is { } until && until > now)
            left += until - now;
        return new Forecast(now + left, isAtLeast || state.Phase is Phase.Waiting or Phase.WaitingPromotion);
    }

    /// <summary>How long a step lasts from now on; null when that is for people to say.</summary>
    private static TimeSpan? Length(
        RolloutSpec spec,
        RunState state,
        PlannedStep step,
        bool isNow,
        DateTimeOffset now,
        ref bool isAtLeast
    )
    {
        var gone = isNow && state.StepReachedAt is { } reached ? now - reached : TimeSpan.Zero;
        switch (step.Kind)
        {
            case StepKind.Check:
                var first =
                    isNow && state.NextCheckAt is { } at ? Positive(at - now) : MetricSet.FirstCheck(spec.Analysis);
                var more = Math.Max(0, step.Checks - 1 - (isNow ? state.Iterations : 0));
                return first + more * spec.Analysis.Interval;
            case StepKind.Pause:
                return step.Duration is { } time ? Positive(time - gone) : null;
            case StepKind.Approval:
                return null;
            case StepKind.Analysis:
                isAtLeast = true;
                return isNow ? Evidence(spec, state, step, now) : TimeSpan.Zero;
            case StepKind.Webhook:
                isAtLeast = true;
                return TimeSpan.Zero;
            default:
                return TimeSpan.Zero;
        }
    }

    private static TimeSpan Evidence(RolloutSpec spec, RunState state, PlannedStep step, DateTimeOffset now)
    {
        var seconds = (now - state.StartedAt)?.TotalSeconds ?? 0;
        var requests = state.Canary.Requests + state.Stable.Requests;
        if (seconds < 1 || requests == 0 || !step.SendsRequests)
            return TimeSpan.Zero;
        var traffic = new Traffic(requests / seconds, (double)step.Percent / 100);
        return Comparisons.Judge(spec.Analysis, state.Metrics, step.Metrics, traffic).MoreTime ?? TimeSpan.Zero;
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
