namespace Serinus.Rollouts.Analysis;

/// <summary>What a check found.</summary>
public enum Verdict
{
    /// <summary>Not enough is known yet.</summary>
    Inconclusive,

    /// <summary>As good as it must be.</summary>
    Pass,

    /// <summary>Worse than it may be.</summary>
    Fail,
}
