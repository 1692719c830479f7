namespace Serinus.Rollouts.Plan;

/// <summary>Where a rollout stands, in Flagger's words.</summary>
public enum Phase
{
    /// <summary>What it needs is being made.</summary>
    Initializing,

    /// <summary>Ready; nothing is tried.</summary>
    Initialized,

    /// <summary>A run is to begin and waits for consent, or for its window.</summary>
    Waiting,

    /// <summary>A run goes through its steps.</summary>
    Progressing,

    /// <summary>All steps passed; promotion waits for consent.</summary>
    WaitingPromotion,

    /// <summary>The new version becomes the stable one.</summary>
    Promoting,

    /// <summary>Traffic is back where it belongs, what is left over is taken down.</summary>
    Finalising,

    /// <summary>The last run was promoted.</summary>
    Succeeded,

    /// <summary>The last run was rolled back.</summary>
    Failed,

    /// <summary>It is being removed.</summary>
    Terminating,

    /// <summary>It was removed.</summary>
    Terminated,
}
