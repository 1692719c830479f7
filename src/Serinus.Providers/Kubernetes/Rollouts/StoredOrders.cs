using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Gives the edge of this replica the orders that statuses of Canaries hold. Used by one thread at a time.</summary>
internal sealed class StoredOrders(IOrderTaker taker)
{
    private readonly Dictionary<ObjectKey, Given> given = [];
    private bool isRestored;

    /// <summary>Gives what has changed; all of it, when whoever plans was seen to be alive.</summary>
    /// <param name="known">The cluster.</param>
    /// <param name="specs">What is asked for.</param>
    /// <param name="isConfirmed">Whether orders that are held are confirmed.</param>
    /// <param name="leads">Whether this replica plans, and so gives orders itself, before they come back by the cluster.</param>
    public void Give(ClusterKnown known, LiveSpecs specs, bool isConfirmed, bool leads)
    {
        var left = given.Count;
        foreach (var (key, canary) in known.Canaries)
        {
            var isHeld = given.TryGetValue(key, out var before);
            if (isHeld)
                left--;
            var isKnown = isHeld && before!.Uid == canary.Meta.Uid;
            // Whoever plans has the state already, and would hold it twice.
            if (isKnown && leads && before!.State is not null)
                given[key] = before with { Text = "", State = null };
            if ((isKnown && leads) || canary.Status.State.Length == 0 || specs.Find(key) is not { } spec)
                continue;
            var isSame = isKnown && ReferenceEquals(before!.Spec, spec) && before.Text == canary.Status.State;
            if (isSame && !isConfirmed)
                continue;
            var state = isKnown && before!.Text == canary.Status.State ? before.State : Read(canary);
            // Before everything is made there is nothing to be moved.
            if (state is null or { Traffic.Generation: 0 })
                continue;
            given[key] = new Given(canary.Meta.Uid, spec, canary.Status.State, state);
            taker.Give(spec, state);
        }

        if (left > 0)
            Forget(known);
        if (isRestored)
            return;
        isRestored = true;
        taker.Restored();
    }

    private void Forget(ClusterKnown known)
    {
        foreach (var key in given.Keys.Where(key => !known.Canaries.ContainsKey(key)).ToArray())
        {
            given.Remove(key);
            taker.Forget(key.ToString());
        }
    }

    // One that cannot be read is told by whoever leads; what is held stays.
    private static RunState? Read(CanaryObject canary) => RunStateJson.ReadText(canary.Status.State, out _);

    /// <summary>What was given of a Canary.</summary>
    /// <param name="Uid">The Canary.</param>
    /// <param name="Spec">What it asked for.</param>
    /// <param name="Text">The state its status held; empty once this replica plans.</param>
    /// <param name="State">The same, read; null once this replica plans.</param>
    private sealed record Given(string Uid, RolloutSpec Spec, string Text, RunState? State);
}
