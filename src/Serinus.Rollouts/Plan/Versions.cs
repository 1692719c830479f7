using System.Collections.Immutable;
using System.Globalization;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>Which version is stable, which is tried, and when a run begins or is overtaken.</summary>
internal static class Versions
{
    /// <summary>Versions that are remembered as promoted.</summary>
    internal const int PromotedMax = 50;

    private static readonly TimeSpan leaving = TimeSpan.FromSeconds(30);

    /// <summary>Whether what is decided now is about versions, and nothing else is.</summary>
    public static bool Turn(Draft draft)
    {
        var (state, target) = (draft.State, draft.Seen.Target);
        if (state.Phase == Phase.Initializing)
            return Initialize(draft);
        if (state.HasPrimary != target.HasPrimary)
            draft.State = state = state with { HasPrimary = target.HasPrimary };
        if (target.Revision.Length == 0)
            return false;
        if (state.IsRunning)
            return target.Revision != state.Revision && Overtake(draft);
        if (state.UndoTo is not null)
            return Undoing.Turn(draft);
        if (target.Revision == state.StableRevision)
            return BackToStable(draft);
        // A version that failed is not tried again by itself.
        if (target.Revision == state.Revision && state.Result != RunResult.Superseded)
            return false;
        if (EndedRun.AsksHooks(draft))
            return false;
        if (IsLeaving(draft))
            return true;
        var isKnown = IsWithinRollbackWindow(draft, target.Revision);
        var text = isKnown
            ? $"goes back to {target.Revision}, which was promoted before: no steps, no checks"
            : $"tries {target.Revision}" + (state.StableRevision.Length > 0 ? $" against {state.StableRevision}" : "");
        BeginRun(draft, target.Revision, text, skipsChecks: isKnown);
        return true;
    }

    /// <summary>A run of a version begins, with nothing of the run before but the generation of its traffic.</summary>
    public static void BeginRun(
        Draft draft,
        string revision,
        string text,
        bool skipsChecks = false,
        string? actor = null
    )
    {
        draft.OrderNothing();
        var first =
            skipsChecks || draft.Plan.Count == 0 ? null : Sizing.AtFirst(draft, Stepping.Traffic(draft, draft.Plan[0]));
        draft.State = draft.State with
        {
            Run = draft.State.Run + 1,
            Revision = revision,
            Result = RunResult.None,
            UndoTo = null,
            UndoCommand = null,
            PlanKey = draft.Plan.Key,
            Step = 0,
            IsStepDone = false,
            StartedAt = draft.Now,
            StepStartedAt = null,
            StepReachedAt = null,
            NextCheckAt = null,
            NextBackgroundAt = null,
            NextHookAt = null,
            NextRollbackHookAt = null,
            UnreadySince = null,
            SettledAt = null,
            FrozenAt = null,
            BakeUntil = null,
            EndedAt = null,
            FailedChecks = 0,
            Iterations = 0,
            Paused = null,
            SkipsChecks = skipsChecks,
            IsBaked = false,
            IsDrained = false,
            SizedFor = first,
            StableSizedFor = null,
            StableSizedSince = null,
            ServedPercent = 0,
            TakeDownAt = null,
            IsWindowOverridden = skipsChecks,
            IsHeldByGroup = false,
            Canary = new ArmTotals(0, 0),
            Stable = new ArmTotals(0, 0),
            StepRequests = 0,
            Metrics = draft.State.Metrics.Clear(),
            Window = [],
            HooksDone = [],
            Said = [],
            GroupSeen = [],
            Timeline = [],
        };
        var waits =
            !Gates.Hooks(draft.Spec, HookKind.ConfirmRollout).IsEmpty
            || (!skipsChecks && DeployWindows.AreClosed(draft.Spec, draft.Now));
        draft.Enter(waits ? Phase.Waiting : Phase.Progressing);
        draft.Tell(
            NewsKind.RunStarted,
            NewsSeverity.Info,
            string.Create(CultureInfo.InvariantCulture, $"run {draft.State.Run} {text}"),
            actor
        );
        draft.LookAt(draft.Now);
    }

    /// <summary>The version under test is the stable one from now on.</summary>
    public static void MarkPromoted(Draft draft)
    {
        var state = draft.State;
        var promoted = state.Promoted.Remove(state.Revision).Insert(0, state.Revision);
        draft.State = state with
        {
            StableRevision = state.Revision,
            Promoted = promoted.Length > PromotedMax ? promoted.RemoveAt(PromotedMax) : promoted,
        };
    }

    /// <summary>Another version came in the middle of a run: its canary gets nothing before anything else, then it has a run of its own.</summary>
    private static bool Overtake(Draft draft)
    {
        var (state, revision) = (draft.State, draft.Seen.Target.Revision);
        if (state.Phase == Phase.Finalising)
        {
            // Stable has the version of this run already; what is left is the canary, which is another one by now.
            draft.OrderNothing();
            Promotion.Succeed(draft);
            return true;
        }

        if (revision == state.StableRevision)
            return Rollback.Run(draft, $"what is asked for is {revision} again, which is stable");
        draft.OrderNothing();
        Rollback.End(draft, RunResult.Superseded);
        draft.Tell(
            NewsKind.Superseded,
            NewsSeverity.Info,
            $"{revision} takes the place of {state.Revision}: the canary gets nothing, and its run begins anew"
        );
        draft.LookAt(draft.Now);
        return true;
    }

    /// <summary>
    /// Whether edges may still send requests to pods of the version before, which the next run takes away or changes. An edge that cannot be reached
    /// is not waited for for long.
    /// </summary>
    private static bool IsLeaving(Draft draft)
    {
        var state = draft.State;
        if (Sizing.Returns(draft))
        {
            draft.Because("stable gets its requests back as its pods become ready; then the next run begins");
            return true;
        }

        if (
            draft.IsProgrammed
            || state.Result is not (RunResult.Superseded or RunResult.RolledBack)
            || draft.Now >= state.EndedAt + leaving
        )
            return false;
        Programming.Wait(draft);
        return true;
    }

    /// <summary>What is asked for is what stable is: there is nothing to try, and nothing left of a run that failed.</summary>
    private static bool BackToStable(Draft draft)
    {
        var state = draft.State;
        var isLeftOver =
            (state.Phase == Phase.Failed && state.IsDrained && draft.Seen.Target.IsFinalised)
            || state.Result == RunResult.Superseded;
        if (!isLeftOver || EndedRun.AsksHooks(draft))
            return false;
        draft.State = state with { Revision = state.StableRevision };
        draft.Enter(Phase.Initialized);
        draft.Because($"{state.StableRevision} is stable, and nothing else is asked for");
        return true;
    }

    private static bool Initialize(Draft draft)
    {
        var (state, target) = (draft.State, draft.Seen.Target);
        if (!target.IsInitialized)
        {
            draft.LookAt(draft.Now + Pace.Watch);
            var isSettled = target.IsLed && (state.IsDrained || Settling.IsOver(draft));
            draft.State = draft.State with
            {
                IsDrained = isSettled,
                SettledAt = target.IsLed ? draft.State.SettledAt : null,
            };
            draft.Because(target.Primary.Text.Length > 0 ? $"is being made: {target.Primary.Text}" : "is being made");
            return true;
        }

        var stable =
            target.StableRevision.Length > 0 ? target.StableRevision
            : target.HasPrimary ? target.Revision
            : "";
        if (target.HasPrimary && stable.Length == 0)
        {
            draft.Because("its version is not known yet");
            draft.LookAt(draft.Now + Pace.Watch);
            return true;
        }

        draft.OrderNothing();
        draft.State = draft.State with
        {
            HasPrimary = target.HasPrimary,
            StableRevision = stable,
            Revision = stable,
            Promoted = stable.Length > 0 ? [stable] : [],
        };
        draft.Enter(Phase.Initialized);
        draft.Tell(
            NewsKind.Initialized,
            NewsSeverity.Info,
            stable.Length > 0 ? $"is ready, with {stable} as stable" : "is ready"
        );
        draft.LookAt(draft.Now);
        return true;
    }

    private static bool IsWithinRollbackWindow(Draft draft, string revision) =>
        draft.Spec.RollbackRevisions > 0
        && draft
            .State.Promoted.Where(one => one != draft.State.StableRevision)
            .Take(draft.Spec.RollbackRevisions)
            .Contains(revision);
}
