using System.Globalization;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>Hooks before the canary gets anything: each has to pass once, and is not called again.</summary>
internal static class PreRollout
{
    /// <summary>Hooks that have not passed yet.</summary>
    public static IEnumerable<HookSpec> Hooks(RolloutSpec spec, RunState state) =>
        Gates.Hooks(spec, HookKind.PreRollout).Where(hook => !state.HooksDone.Contains(Key(hook)));

    /// <summary>Whether it is time to call them.</summary>
    public static bool IsDue(RunState state, DateTimeOffset now) => state.NextCheckAt is not { } at || now >= at;

    /// <summary>Whether all have passed. One that fails is a failed check, and is called again after an interval.</summary>
    public static bool IsThrough(Draft draft)
    {
        foreach (var hook in Hooks(draft.Spec, draft.State).ToArray())
        {
            if (!IsDue(draft.State, draft.Now))
            {
                draft.LookAt(draft.State.NextCheckAt);
                return false;
            }

            if (draft.Answer(hook) is not { } answer)
            {
                draft.LookAt(draft.Now + Pace.Watch);
                draft.Because($"calls hook {hook.Name} before the first weight");
                return false;
            }

            if (answer.IsPassed)
            {
                draft.State = draft.State with { HooksDone = draft.State.HooksDone.Add(Key(hook)) };
                continue;
            }

            Failed(draft, hook, answer);
            return false;
        }

        return true;
    }

    private static void Failed(Draft draft, HookSpec hook, HookAnswer answer)
    {
        var failed = draft.State.FailedChecks + 1;
        var threshold = draft.Spec.Analysis.Threshold;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"hook {hook.Name} before the first weight answers {answer.Text} ({failed} of {threshold} checks failed)"
        );
        draft.State = draft.State with
        {
            FailedChecks = failed,
            NextCheckAt = draft.Now + draft.Spec.Analysis.Interval,
        };
        draft.LookAt(draft.State.NextCheckAt);
        if (failed >= threshold)
            Rollback.Run(draft, text);
        else
            draft.Tell(NewsKind.HookFailed, NewsSeverity.Warn, text);
    }

    private static string Key(HookSpec hook) => "pre:" + hook.Name;
}
