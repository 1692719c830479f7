namespace Serinus.Proxy.Wire;

/// <summary>How far a parser came.</summary>
public enum ParseStatus
{
    /// <summary>What is there is good so far; more is needed.</summary>
    NeedMore,

    /// <summary>All of it was read.</summary>
    Done,

    /// <summary>It breaks the protocol or a limit.</summary>
    Rejected,
}
