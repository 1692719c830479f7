namespace Serinus.Rollouts.Plan;

/// <summary>What happened; the reason of Kubernetes Events and the type of CloudEvents.</summary>
public enum NewsKind
{
    /// <summary>What the rollout needs is there.</summary>
    Initialized,

    /// <summary>A new version was seen and a run begins.</summary>
    RunStarted,

    /// <summary>A newer version took the place of the one under test.</summary>
    Superseded,

    /// <summary>A gate or a window keeps the run from going on.</summary>
    Waiting,

    /// <summary>The canary has another weight.</summary>
    WeightSet,

    /// <summary>A step is over.</summary>
    StepCompleted,

    /// <summary>A check failed.</summary>
    CheckFailed,

    /// <summary>A check could not tell.</summary>
    CheckInconclusive,

    /// <summary>The run stands still.</summary>
    Paused,

    /// <summary>The run goes on.</summary>
    Resumed,

    /// <summary>Somebody's consent is wanted.</summary>
    ApprovalWanted,

    /// <summary>All steps passed, and the new version is becoming the stable one.</summary>
    Promoting,

    /// <summary>The new version is the stable one.</summary>
    Promoted,

    /// <summary>Stable did not become ready with the new version: the canary goes on serving.</summary>
    PromotionFailed,

    /// <summary>The run was rolled back.</summary>
    RolledBack,

    /// <summary>The edge took the canary out by itself.</summary>
    CanaryTakenOut,

    /// <summary>A hook failed.</summary>
    HookFailed,

    /// <summary>Somebody asked for something.</summary>
    CommandDone,

    /// <summary>Something outside keeps the run from going on.</summary>
    Blocked,
}
