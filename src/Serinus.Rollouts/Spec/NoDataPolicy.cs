namespace Serinus.Rollouts.Spec;

/// <summary>What no value means.</summary>
public enum NoDataPolicy
{
    /// <summary>Not enough is known yet: it is measured again.</summary>
    Inconclusive,

    /// <summary>It failed.</summary>
    Fail,

    /// <summary>It passed.</summary>
    Pass,
}
