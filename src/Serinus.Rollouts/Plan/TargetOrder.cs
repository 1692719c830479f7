namespace Serinus.Rollouts.Plan;

/// <summary>What a workload is to become; it follows from the state alone, so whoever plans next says the same.</summary>
public enum TargetOrder
{
    /// <summary>Stays as it is.</summary>
    Keep,

    /// <summary>Primary and Services are made, the canary has no replicas.</summary>
    Initialize,

    /// <summary>The canary has its replicas.</summary>
    RunCanary,

    /// <summary>Stable becomes <see cref="RunState.Revision"/>, which the canary is.</summary>
    Promote,

    /// <summary>The canary has no replicas any more.</summary>
    TakeDownCanary,

    /// <summary>Whoever is led there by no edge is led to stable, and nothing is taken down yet.</summary>
    Serve,

    /// <summary>What is under test becomes <see cref="RunState.UndoTo"/>, a version promoted before. A target that cannot says why.</summary>
    Undo,

    /// <summary>Everything is as it was before the rollout was made.</summary>
    Revert,
}
