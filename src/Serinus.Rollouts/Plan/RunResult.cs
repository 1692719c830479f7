namespace Serinus.Rollouts.Plan;

/// <summary>How a run ended.</summary>
public enum RunResult
{
    /// <summary>It has not, or there was none.</summary>
    None,

    /// <summary>The version under test became the stable one.</summary>
    Promoted,

    /// <summary>It was rolled back.</summary>
    RolledBack,

    /// <summary>A newer version took its place.</summary>
    Superseded,

    /// <summary>It passed, but stable did not become ready with the new version: the canary goes on serving.</summary>
    PromotionFailed,
}
