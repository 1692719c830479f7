namespace Serinus.Rollouts.Spec;

/// <summary>How grave news are.</summary>
public enum NewsSeverity
{
    /// <summary>All goes well.</summary>
    Info,

    /// <summary>Somebody should look.</summary>
    Warn,

    /// <summary>Something failed.</summary>
    Error,
}
