using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Run;

/// <summary>The workload a rollout is about: Deployments of a cluster, or the endpoints of a configuration.</summary>
public interface ITarget
{
    /// <summary>Looks how it is. What cannot be known now is said in <see cref="TargetView.Unknown"/>; nothing is thrown for it.</summary>
    Task<TargetView> LookAsync(RolloutSpec spec, RunState state, CancellationToken cancellationToken);

    /// <summary>Does what is still to be done of an order; called again until the view says it is done.</summary>
    /// <returns>Why it could not be done now; null when it was.</returns>
    Task<string?> ActAsync(RolloutSpec spec, RunState state, TargetOrder order, CancellationToken cancellationToken);
}
