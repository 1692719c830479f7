using Serinus.Routing.Match;

namespace Serinus.Proxy.Transport;

/// <summary>
/// One byte stream to a peer, bound to one loop: every call is made on the loop's thread, and every await resumes there.
/// At most one read and one write wait at a time. Deadlines are in milliseconds of <see cref="Loop.Now"/>.
/// </summary>
public abstract class Connection
{
    private byte[]? unread;
    private int unreadStart;
    private Ends? told;

    /// <summary>The loop it belongs to.</summary>
    public abstract Loop Loop { get; }

    /// <summary>Address of the peer: that of its socket, or what a load balancer in front says it is.</summary>
    public ClientAddress Peer { get; protected set; }

    /// <summary>Both ends, with their ports; the client's as a load balancer in front tells them. May cost a system call.</summary>
    public virtual Ends Ends => told ?? SocketEnds();

    /// <summary>Port on this side.</summary>
    public int LocalPort { get; protected init; }

    /// <summary>Whether the bytes are carried by TLS.</summary>
    public virtual bool IsSecure => false;

    /// <summary>Told when the peer resets the connection while nothing reads from it or writes to it.</summary>
    public Action? Reset { get; set; }

    /// <summary>
    /// Whether the peer may have sent something, or has gone, as far as the loop knows. On an idle upstream connection that means
    /// it cannot be used again.
    /// </summary>
    public abstract bool HasPendingInput { get; }

    /// <summary>The same, as the kernel knows it at this moment; costs a system call.</summary>
    public abstract bool HasInputNow { get; }

    /// <summary>Whether a read may well succeed at once; asks nobody.</summary>
    public abstract bool MayHaveInput { get; }

    /// <summary>Waits until there is something to read, without holding a buffer meanwhile.</summary>
    public abstract ValueTask<Transfer> WaitReadableAsync(long deadline);

    /// <summary>Reads what is there, at least one byte; <see cref="TransferStatus.End"/> when the peer has sent all.</summary>
    public abstract ValueTask<Transfer> ReceiveAsync(Memory<byte> buffer, long deadline);

    /// <summary>Writes all of it.</summary>
    public abstract ValueTask<Transfer> SendAsync(ReadOnlyMemory<byte> bytes, long deadline);

    /// <summary>A conduit for a bulk of bytes from here to another connection of the loop; null where there is none between the two.</summary>
    public virtual Conduit? OpenConduit(Connection to) => null;

    /// <summary>Moves the deadline of the read that waits, if one does.</summary>
    public abstract void SetReceiveDeadline(long deadline);

    /// <summary>Calls off the read that waits, if one does.</summary>
    public abstract void CancelReceive();

    /// <summary>Calls off the write that waits, if one does.</summary>
    public abstract void CancelSend();

    /// <summary>Tells the peer that nothing more comes; reading goes on.</summary>
    public abstract void ShutdownSend();

    /// <summary>Closes. What waits completes as <see cref="TransferStatus.Broken"/>.</summary>
    /// <param name="reset">Discards what was not sent yet and resets, so that the peer cannot take a cut body for a whole one.</param>
    public abstract void Close(bool reset = false);

    /// <summary>Takes the word of a load balancer for who is at the other side.</summary>
    public void ActAs(in Ends ends)
    {
        told = ends;
        Peer = ends.Source;
    }

    /// <summary>Both ends as the system knows them.</summary>
    private protected abstract Ends SocketEnds();

    /// <summary>Whether bytes were given back and not read again yet.</summary>
    private protected bool HasUnread => unread is not null;

    /// <summary>Gives bytes back: they are what is read next. Whoever looks at the beginning of a stream leaves it as it was.</summary>
    public void Unread(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        unread = unread is null ? bytes.ToArray() : [.. bytes, .. unread.AsSpan(unreadStart)];
        unreadStart = 0;
    }

    private protected Transfer TakeUnread(Span<byte> into)
    {
        var left = unread.AsSpan(unreadStart);
        var count = Math.Min(left.Length, into.Length);
        left[..count].CopyTo(into);
        unreadStart += count;
        if (count == left.Length)
            unread = null;
        return Transfer.Done(count);
    }
}
