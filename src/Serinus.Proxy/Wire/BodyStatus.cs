namespace Serinus.Proxy.Wire;

/// <summary>What the next step of reading a body gave.</summary>
public enum BodyStatus
{
    /// <summary>A piece of data.</summary>
    Data,

    /// <summary>Nothing until more is received.</summary>
    NeedMore,

    /// <summary>The body is whole; trailers, if any, are known.</summary>
    End,

    /// <summary>The body breaks the protocol or a limit.</summary>
    Bad,
}
