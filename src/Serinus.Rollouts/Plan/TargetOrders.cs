using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>What a workload is to become, by the state alone: whoever plans next says the same.</summary>
public static class TargetOrders
{
    /// <summary>The order of a state.</summary>
    public static TargetOrder For(RunState state) =>
        state.Phase switch
        {
            Phase.Initializing => state.IsDrained ? TargetOrder.TakeDownCanary : TargetOrder.Initialize,
            Phase.Terminating => TargetOrder.Revert,
            _ when state.UndoTo is not null => TargetOrder.Undo,
            Phase.Progressing or Phase.WaitingPromotion when state.IsRunning => TargetOrder.RunCanary,
            // A run has ended, and its canary still serves: stable has no pods for all requests yet, or could not be made the new version.
            not (Phase.Initialized or Phase.Finalising or Phase.Succeeded or Phase.Terminated)
                when !state.IsRunning && state.Traffic.SendsRequests => TargetOrder.RunCanary,
            Phase.Succeeded when state.TakeDownAt is not null => state.IsDrained
                ? TargetOrder.TakeDownCanary
                : TargetOrder.Serve,
            // Pods for everybody are still to be made, or what everybody gets is watched.
            Phase.Promoting when state.IsRunning => state is { IsBaked: true, SizedFor: null }
                ? TargetOrder.Promote
                : TargetOrder.RunCanary,
            Phase.Finalising => state.IsDrained ? TargetOrder.TakeDownCanary : TargetOrder.Keep,
            // A run that failed may have left the canary serving, when it was stable that did not become ready.
            Phase.Failed => state.IsDrained ? TargetOrder.TakeDownCanary : TargetOrder.Keep,
            _ => TargetOrder.Keep,
        };
}
