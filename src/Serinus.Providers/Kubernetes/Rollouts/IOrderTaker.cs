using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>The edge of this replica: it takes the orders that are stored in the cluster. Each call returns at once.</summary>
public interface IOrderTaker
{
    /// <summary>An order, or the confirmation of the one that is held: whoever plans is alive.</summary>
    void Give(RolloutSpec spec, RunState state);

    /// <summary>A rollout is gone.</summary>
    void Forget(string rollout);

    /// <summary>Every order that is stored was given.</summary>
    void Restored();
}
