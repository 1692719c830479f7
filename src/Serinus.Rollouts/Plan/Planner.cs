using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>
/// What is decided next, from what is asked for, what is remembered and what is seen. Pure: the same arguments give the same decision, so it
/// does not matter who plans, or how often.
/// </summary>
public static class Planner
{
    /// <summary>What has to be asked outside for the next decision. Answers that are not wanted any more are worth nothing.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="state">What is remembered.</param>
    /// <param name="target">What the workload is like.</param>
    /// <param name="now">The time.</param>
    public static Wants Wants(RolloutSpec spec, RunState state, TargetView target, DateTimeOffset now)
    {
        if (spec.Suspend || target.IsRemoved || target.Unknown is not null)
            return Plan.Wants.Nothing;
        if (!state.IsRunning)
            return new Wants { Hooks = EndedRun.Hooks(spec, state) };
        // What is known of another version helps this one no more.
        if (target.Revision.Length > 0 && target.Revision != state.Revision)
            return Plan.Wants.Nothing;
        var plan = StepPlan.Of(spec.Analysis);
        var hooks = ImmutableArray.CreateBuilder<HookSpec>();
        var metrics = ImmutableArray<MetricSpec>.Empty;
        if (Rollback.HooksAreDue(spec, state, now))
            hooks.AddRange(Gates.Hooks(spec, HookKind.Rollback));
        if (state.Paused is null)
        {
            AddGates(hooks, spec, state, plan, target, now);
        }

        if (DueRound(spec, state, plan, now) is { } step && target.Canary.IsReady)
        {
            hooks.AddRange(Gates.Hooks(spec, HookKind.Rollout));
            metrics = [.. Rounds.Measured(spec, state, step, now).Where(metric => metric.Source is not null)];
        }

        return new Wants { Hooks = hooks.ToImmutable(), Metrics = metrics };
    }

    /// <summary>The next decision. It is stored before it is acted on.</summary>
    /// <param name="spec">What is asked for.</param>
    /// <param name="state">What is remembered.</param>
    /// <param name="seen">What is seen.</param>
    /// <param name="now">The time; it does not run backwards.</param>
    public static Decision Next(RolloutSpec spec, RunState state, Observation seen, DateTimeOffset now)
    {
        var draft = new Draft(spec, state, seen, now);
        if (!spec.Suspend && state.Paused is null)
            Standstill.End(draft);
        Commands.CarryOut(draft);
        if (seen.Target.IsRemoved)
            Removal.Go(draft);
        else if (Commands.HaveTurned(state, draft.State))
            draft.LookAt(now);
        else if (spec.Suspend)
            Suspend(draft);
        else
            Go(draft);
        Undoing.Answer(draft, state);
        return draft.Decide();
    }

    private static void Go(Draft draft)
    {
        Evidence.Gather(draft);
        if (Rollback.IfDemanded(draft))
            return;
        if (draft.Seen.Target.Unknown is { } why)
        {
            draft.Because($"nothing is decided: {why}");
            draft.LookAt(draft.Now + Pace.Watch);
            return;
        }

        if (Versions.Turn(draft))
            return;
        if (Background.Stops(draft))
            return;
        if (draft.IsRunning && draft.State.Traffic.SendsRequests)
            draft.LookAt(draft.Now + Pace.Watch);
        switch (draft.State.Phase)
        {
            case Phase.Waiting when draft.State.Paused is not null:
                Standstill.Wait(draft);
                break;
            case Phase.Waiting:
                Begin(draft);
                break;
            case Phase.Progressing when draft.IsRunning:
                Stepping.Go(draft);
                break;
            case Phase.WaitingPromotion when draft.IsRunning:
                Promotion.Wait(draft);
                break;
            case Phase.Promoting:
                Promotion.Go(draft);
                break;
            case Phase.Finalising:
                Promotion.Finalise(draft);
                break;
            default:
                EndedRun.Settle(draft);
                break;
        }
    }

    /// <summary>A run that waits for its beginning.</summary>
    private static void Begin(Draft draft)
    {
        if (!draft.IsRunning || !Gates.IsOpen(draft) || !Gates.Pass(draft, HookKind.ConfirmRollout))
            return;
        draft.State = draft.State with { NextHookAt = null, Said = [] };
        draft.Enter(Phase.Progressing);
        draft.Because($"{draft.State.Revision} begins");
        draft.LookAt(draft.Now);
    }

    private static void Suspend(Draft draft)
    {
        if (!draft.IsRunning)
            return;
        Standstill.Begin(draft);
        draft.Because("is suspended: weights stay as they are");
    }

    private static PlannedStep? DueRound(RolloutSpec spec, RunState state, StepPlan plan, DateTimeOffset now) =>
        Rounds.Step(spec, state, plan) is { } step
            ? Rounds.IsDue(state, now)
                ? step
                : null
            : Background.IsDue(state, now)
                ? Background.Step(spec, state, plan)
                : null;

    private static void AddGates(
        ImmutableArray<HookSpec>.Builder hooks,
        RolloutSpec spec,
        RunState state,
        StepPlan plan,
        TargetView target,
        DateTimeOffset now
    )
    {
        if (
            state is { Phase: Phase.Progressing, StepStartedAt: null }
            && target.Canary.IsReady
            && !spec.SkipAnalysis
            && !state.SkipsChecks
        )
        {
            var pre = PreRollout.Hooks(spec, state).ToArray();
            if (pre.Length > 0)
            {
                if (PreRollout.IsDue(state, now))
                    hooks.Add(pre[0]);
                return;
            }
        }

        if (now < state.NextHookAt)
            return;
        if (
            state is { Phase: Phase.Progressing, StepReachedAt: not null, IsStepDone: false }
            && state.Step < plan.Count
            && plan[state.Step].Hook is { } hook
        )
            hooks.Add(hook);
        if (
            !state.IsHeldByGroup
            && (state.IsWindowOverridden || !DeployWindows.AreClosed(spec, now))
            && Gates.Wanted(spec, state, plan) is { } kind
        )
            hooks.AddRange(Gates.Hooks(spec, kind));
    }
}
