namespace Serinus.Rollouts.Simulation;

/// <summary>How an imagined run ended.</summary>
public enum RehearsedEnd
{
    /// <summary>It stood still for lack of data, or took too long.</summary>
    Undecided,

    /// <summary>The new version became stable.</summary>
    Promoted,

    /// <summary>It was rolled back.</summary>
    RolledBack,
}
