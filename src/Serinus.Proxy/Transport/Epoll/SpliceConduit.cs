using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Serinus.Proxy.Transport.Epoll.Native;

namespace Serinus.Proxy.Transport.Epoll;

/// <summary>A conduit by splice(2): pages go from socket to pipe to socket and are never copied to the program.</summary>
internal sealed class SpliceConduit : Conduit
{
    /// <summary>What an ordinary user may ask for; the system gives less to one who holds many.</summary>
    private const int PipeBytes = 1 << 20;

    private readonly EpollConnection from;
    private readonly EpollConnection to;
    private readonly int capacity;
    private int readEnd;
    private int writeEnd;
    private long inside;

    private SpliceConduit(EpollConnection from, EpollConnection to, int readEnd, int writeEnd, int capacity)
    {
        (this.from, this.to) = (from, to);
        (this.readEnd, this.writeEnd) = (readEnd, writeEnd);
        this.capacity = capacity;
    }

    /// <summary>Opens one; null when the system has no pipe to give.</summary>
    public static unsafe SpliceConduit? Open(EpollConnection from, EpollConnection to)
    {
        var ends = stackalloc int[2];
        if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) < 0)
            return null;
        if (Descriptors.IsKept(Math.Max(ends[0], ends[1])))
        {
            close(ends[0]);
            close(ends[1]);
            return null;
        }

        var capacity = fcntl(ends[1], F_SETPIPE_SZ, PipeBytes);
        if (capacity < 0)
            capacity = fcntl(ends[1], F_GETPIPE_SZ, 0);
        return new SpliceConduit(from, to, ends[0], ends[1], capacity);
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public override async ValueTask<Transfer> FillAsync(long deadline)
    {
        while (true)
        {
            var turn = await from.TakeTurnAsync(deadline);
            if (!turn.IsDone)
                return turn;
            if (from.Descriptor < 0)
                return Transfer.Failed(TransferStatus.Broken);
            if (TryFill(out var transfer))
                return transfer;
            from.TakenAll();
            var waited = await from.WaitReadableAsync(deadline);
            if (!waited.IsDone)
                return waited;
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public override async ValueTask<Transfer> DrainAsync(long deadline)
    {
        var all = inside;
        while (inside > 0)
        {
            if (to.Descriptor < 0)
                return Transfer.Failed(TransferStatus.Broken);
            if (!TryDrain(out var isBroken))
            {
                if (isBroken)
                    return Transfer.Failed(TransferStatus.Broken);
                var waited = await to.WaitWritableAsync(deadline);
                if (!waited.IsDone)
                    return waited;
            }
        }

        return Transfer.Done((int)all);
    }

    public override void Dispose()
    {
        if (readEnd < 0)
            return;
        close(readEnd);
        close(writeEnd);
        readEnd = writeEnd = -1;
    }

    /// <summary>Takes what a socket has; false when it has nothing now.</summary>
    private unsafe bool TryFill(out Transfer transfer)
    {
        while (true)
        {
            var count = splice(from.Descriptor, null, writeEnd, null, capacity, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
            if (count < 0 && Marshal.GetLastPInvokeError() is var error)
            {
                if (error == EINTR)
                    continue;
                transfer = Transfer.Failed(TransferStatus.Broken);
                return error != EAGAIN;
            }

            inside += count;
            transfer = count == 0 ? Transfer.Failed(TransferStatus.End) : Transfer.Done((int)count);
            return true;
        }
    }

    /// <summary>Passes on as much as the socket takes; false when it takes nothing now, or is broken.</summary>
    private unsafe bool TryDrain(out bool isBroken)
    {
        isBroken = false;
        while (true)
        {
            var count = splice(readEnd, null, to.Descriptor, null, (nint)inside, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
            if (count > 0)
            {
                inside -= count;
                return true;
            }

            var error = count == 0 ? EAGAIN : Marshal.GetLastPInvokeError();
            if (error == EINTR)
                continue;
            isBroken = error != EAGAIN;
            return false;
        }
    }
}
