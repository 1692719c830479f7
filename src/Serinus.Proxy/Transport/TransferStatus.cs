namespace Serinus.Proxy.Transport;

/// <summary>How a read or a write on a connection ended.</summary>
public enum TransferStatus
{
    /// <summary>Bytes were moved, or what was waited for is there.</summary>
    Done,

    /// <summary>The peer has sent all it will send.</summary>
    End,

    /// <summary>The deadline passed first.</summary>
    TimedOut,

    /// <summary>The connection is broken: reset, unreachable, or closed on this side.</summary>
    Broken,

    /// <summary>This machine has no descriptor, port or memory left for another connection.</summary>
    NoResources,

    /// <summary>The owner called the wait off.</summary>
    Cancelled,
}
