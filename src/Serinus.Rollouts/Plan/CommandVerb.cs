namespace Serinus.Rollouts.Plan;

/// <summary>What somebody may ask of a rollout.</summary>
public enum CommandVerb
{
    /// <summary>Go on to the next step: ends a pause, gives an approval.</summary>
    Promote,

    /// <summary>Promote now, without further checks.</summary>
    PromoteFull,

    /// <summary>Stand still.</summary>
    Pause,

    /// <summary>Go on after a pause.</summary>
    Resume,

    /// <summary>Roll back now.</summary>
    Abort,

    /// <summary>Begin a new run of the version that failed.</summary>
    Retry,

    /// <summary>Go back to a version promoted before.</summary>
    Undo,
}
