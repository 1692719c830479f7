namespace Serinus.Rollouts.Spec;

/// <summary>What is done when time is up without an answer.</summary>
public enum TimeoutAction
{
    /// <summary>The run stands still until somebody says how it goes on.</summary>
    Pause,

    /// <summary>The run goes on as if it had passed.</summary>
    Continue,

    /// <summary>The run is rolled back.</summary>
    Rollback,
}
