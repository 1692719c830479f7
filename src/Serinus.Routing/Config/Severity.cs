namespace Serinus.Routing.Config;

/// <summary>What a <see cref="Problem"/> does to the object that has it.</summary>
public enum Severity
{
    /// <summary>The object is served; something about it is probably not what was meant.</summary>
    Warning,

    /// <summary>The object is left out, or its last good version stays.</summary>
    Error,
}
