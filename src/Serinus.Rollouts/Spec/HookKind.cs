namespace Serinus.Rollouts.Spec;

/// <summary>When a hook is called, in Flagger's words.</summary>
public enum HookKind
{
    /// <summary>Before a run begins; the run waits until it passes.</summary>
    ConfirmRollout,

    /// <summary>Before the first weight; a failure is a failed check.</summary>
    PreRollout,

    /// <summary>At each check; a failure is a failed check.</summary>
    Rollout,

    /// <summary>Before each rise of the weight, which waits until it passes.</summary>
    ConfirmTrafficIncrease,

    /// <summary>Before promotion, which waits until it passes.</summary>
    ConfirmPromotion,

    /// <summary>After a run has ended, well or not.</summary>
    PostRollout,

    /// <summary>At each look; when it passes, the run is rolled back.</summary>
    Rollback,

    /// <summary>Told of every event.</summary>
    Event,
}
