namespace Serinus.Proxy.Transport.Epoll;

/// <summary>Something with a file descriptor that an <see cref="EpollLoop"/> watches.</summary>
internal abstract class EpollSource
{
    /// <summary>The descriptor; -1 once closed.</summary>
    public int Descriptor { get; protected set; } = -1;

    /// <summary>Its place in the loop's table, and a count that tells it from an earlier owner of the place.</summary>
    internal ulong Token;

    /// <summary>The kernel reports readiness.</summary>
    public abstract void Ready(uint events);

    /// <summary>The loop ends: close at once.</summary>
    public abstract void LoopEnded();
}
