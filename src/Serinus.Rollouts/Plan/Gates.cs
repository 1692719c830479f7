using System.Collections.Immutable;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>What keeps a run from going on although its steps would let it: hooks that confirm, windows, the rest of its group.</summary>
internal static class Gates
{
    /// <summary>Hooks of a kind, in their order.</summary>
    public static ImmutableArray<HookSpec> Hooks(RolloutSpec spec, HookKind kind) =>
        spec.Analysis.Hooks.IsEmpty ? [] : [.. spec.Analysis.Hooks.Where(hook => hook.Kind == kind)];

    /// <summary>Which gate hooks would be asked in this state, were it time to.</summary>
    public static HookKind? Wanted(RolloutSpec spec, RunState state, StepPlan plan)
    {
        if (state.Phase == Phase.Waiting)
            return HookKind.ConfirmRollout;
        if (spec.SkipAnalysis || state.SkipsChecks)
            return null;
        if (state.Phase == Phase.WaitingPromotion)
            return state.IsStepDone ? HookKind.ConfirmPromotion : null;
        if (state.Phase != Phase.Progressing || NextStep(state) is not { } next || next >= plan.Count)
            return null;
        return Rises(state.Traffic, plan[next]) ? HookKind.ConfirmTrafficIncrease : null;
    }

    /// <summary>The step that comes next, if the one that goes on lets it.</summary>
    public static int? NextStep(RunState state) =>
        state.StepStartedAt is null ? state.Step
        : state.IsStepDone ? state.Step + 1
        : null;

    /// <summary>Whether more requests go to the canary with a step than do now.</summary>
    public static bool Rises(TrafficOrder traffic, PlannedStep step) =>
        step.Percent > traffic.CanaryPercent || (!step.Match.IsEmpty && !Matches.Same(step.Match, traffic.Match));

    /// <summary>Whether hooks of a kind let it pass; asked again after a while when one does not.</summary>
    public static bool Pass(Draft draft, HookKind kind)
    {
        var hooks = Hooks(draft.Spec, kind);
        if (hooks.IsEmpty)
            return true;
        var answers = hooks.Select(hook => (Hook: hook, Answer: draft.Answer(hook))).ToArray();
        if (answers.FirstOrDefault(one => one.Answer is { IsPassed: false }) is { Hook: { } closed, Answer: { } no })
        {
            draft.State = draft.State with { NextHookAt = draft.Now + Pace.Hooks(draft.Spec.Analysis) };
            draft.LookAt(draft.State.NextHookAt);
            var text = $"waits for hook {closed.Name}, which answers {no.Text}";
            if (closed.MuteAlert)
                draft.Because(text);
            else
                draft.TellOnce("gate:" + closed.Name, NewsKind.Waiting, NewsSeverity.Warn, text);
            return false;
        }

        if (answers.All(one => one.Answer is not null))
            return true;
        // Not asked yet, or its time has not come.
        draft.LookAt(draft.State.NextHookAt ?? draft.Now + Pace.Watch);
        if (draft.State.NextHookAt is null)
            draft.Because($"asks hook {answers.First(one => one.Answer is null).Hook.Name}");
        return false;
    }

    /// <summary>Whether a window is open, or somebody lets it pass without.</summary>
    public static bool IsOpen(Draft draft)
    {
        if (draft.State.IsWindowOverridden || !DeployWindows.AreClosed(draft.Spec, draft.Now))
            return true;
        var opens = DeployWindows.NextOpening(draft.Spec, draft.Now);
        draft.LookAt(opens);
        draft.TellOnce(
            "window",
            NewsKind.Waiting,
            NewsSeverity.Info,
            opens is { } at
                ? $"waits for its deploy window, which opens at {Times.Date(at)}"
                : "waits for a deploy window, and none ever opens"
        );
        return false;
    }
}
