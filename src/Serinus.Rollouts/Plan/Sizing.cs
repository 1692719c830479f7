using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>Pods come before the requests they are for, and go after them.</summary>
internal static class Sizing
{
    /// <summary>
    /// Whether the canary has the pods for other traffic. When that is not known they are asked for, and the next look tells: a canary without them
    /// is not ready.
    /// </summary>
    public static bool IsEnough(Draft draft, TrafficOrder wanted)
    {
        if (IsKnown(draft, wanted))
            return true;
        draft.State = draft.State with { SizedFor = wanted };
        draft.Because("the canary is given its pods");
        draft.LookAt(draft.Now);
        return false;
    }

    /// <summary>
    /// Whether stable has the pods for a smaller share of the canary. When it has not they are asked for, and the canary keeps its share until they are
    /// ready; a stable that does not become ready is not waited for for ever.
    /// </summary>
    public static bool StableIsEnough(Draft draft, TrafficOrder wanted)
    {
        var state = draft.State;
        if (
            !draft.Spec.Scaling.DynamicStable
            || wanted.CanaryPercent >= state.Traffic.CanaryPercent
            // Capacity is told in whole percents.
            || draft.Seen.Target.StableCapacity >= decimal.Floor(100 - wanted.CanaryPercent)
        )
            return true;
        var since = state.StableSizedFor == wanted.CanaryPercent ? state.StableSizedSince ?? draft.Now : draft.Now;
        if (draft.Now >= since + draft.Spec.ProgressDeadline)
            return true;
        draft.State = state with { StableSizedFor = wanted.CanaryPercent, StableSizedSince = since };
        draft.Because(
            $"stable is given its pods for {Percents.Text(100 - wanted.CanaryPercent)} of the requests, and has them for {Percents.Text(draft.Seen.Target.StableCapacity)}"
        );
        draft.LookAt(draft.Now + Pace.Watch);
        return false;
    }

    /// <summary>What the pods of a run are for as it begins; null when they do not depend on traffic.</summary>
    public static TrafficOrder? AtFirst(Draft draft, TrafficOrder wanted) =>
        draft.Spec.Scaling.ByWeight || wanted is { CanaryReplicas: not null } or { CanaryScale: not null }
            ? wanted
            : null;

    /// <summary>Other traffic was ordered: pods that it does not need go when every edge has it.</summary>
    public static void Ordered(Draft draft, TrafficOrder before)
    {
        var falls = draft.Spec.Scaling.ByWeight && before.CanaryPercent > draft.State.Traffic.CanaryPercent;
        draft.State = draft.State with
        {
            SizedFor = falls ? before : null,
            StableSizedFor = null,
            StableSizedSince = null,
        };
    }

    /// <summary>Whether stable is still to get requests back for which it has no pods yet, after a run that ended; then it gets what it can serve.</summary>
    public static bool Returns(Draft draft)
    {
        var state = draft.State;
        var isOnItsWay =
            draft.Spec.Scaling.DynamicStable
            && state is { EndedAt: not null, Result: RunResult.RolledBack or RunResult.Superseded }
            && state.Traffic.SendsRequests;
        if (!isOnItsWay)
            return false;
        // A stable that does not become ready is not waited for for ever.
        if (draft.Now >= state.EndedAt + draft.Spec.ProgressDeadline)
            draft.Order(new TrafficOrder());
        else
            draft.OrderNothing();
        if (!draft.State.Traffic.SendsRequests)
            return false;
        draft.LookAt(draft.Now + Pace.Watch);
        return true;
    }

    private static bool IsKnown(Draft draft, TrafficOrder wanted)
    {
        var current = draft.State.Traffic;
        var isAsBefore =
            wanted.CanaryReplicas == current.CanaryReplicas
            && wanted.CanaryScale == current.CanaryScale
            && !(draft.Spec.Scaling.ByWeight && wanted.CanaryPercent > current.CanaryPercent);
        return isAsBefore
            || draft.State.SizedFor is { } known
                && known.CanaryPercent == wanted.CanaryPercent
                && known.CanaryReplicas == wanted.CanaryReplicas
                && known.CanaryScale == wanted.CanaryScale;
    }
}
