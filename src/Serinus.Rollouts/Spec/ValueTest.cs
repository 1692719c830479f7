namespace Serinus.Rollouts.Spec;

/// <summary>How a value is compared.</summary>
public enum ValueTest
{
    /// <summary>Byte for byte.</summary>
    Exact,

    /// <summary>It begins so.</summary>
    Prefix,

    /// <summary>It ends so.</summary>
    Suffix,

    /// <summary>A regular expression matches the whole value.</summary>
    Regex,

    /// <summary>It is there, whatever it says.</summary>
    Present,
}
