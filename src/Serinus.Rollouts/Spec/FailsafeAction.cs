namespace Serinus.Rollouts.Spec;

/// <summary>What the edge does when a weight is no longer confirmed.</summary>
public enum FailsafeAction
{
    /// <summary>The weight stays.</summary>
    Hold,

    /// <summary>Everybody goes back to stable.</summary>
    Revert,
}
