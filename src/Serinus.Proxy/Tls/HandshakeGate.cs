using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Tls;

/// <summary>Lets so many handshakes of one loop go on at a time; others wait their turn, first come first served. Only the loop's thread touches it.</summary>
internal sealed class HandshakeGate(Loop loop)
{
    private readonly Queue<Turn> waiting = new();
    private int under;

    /// <summary>Handshakes at a time on this loop; no limit when 0.</summary>
    public int Max { get; set; }

    /// <summary>Waits for a turn; false when the deadline came first.</summary>
    public async ValueTask<bool> EnterAsync(long deadline)
    {
        if (Max == 0 || under < Max)
        {
            under++;
            return true;
        }

        var turn = new Turn();
        waiting.Enqueue(turn);
        return (await turn.WaitAsync(loop, deadline)).IsDone;
    }

    /// <summary>Ends a turn, which goes to whoever waits.</summary>
    public void Leave()
    {
        while (waiting.TryDequeue(out var next))
        {
            if (next.TryGive())
                return;
        }

        under--;
    }

    private sealed class Turn : PendingTransfer.IOwner
    {
        private readonly PendingTransfer pending;

        public Turn() => pending = new PendingTransfer(this);

        public ValueTask<Transfer> WaitAsync(Loop loop, long deadline)
        {
            loop.Set(pending, deadline);
            return pending.Start();
        }

        public bool TryGive()
        {
            if (!pending.IsWaiting)
                return false;
            pending.Complete(Transfer.Done(0));
            return true;
        }

        public void Expired(PendingTransfer expired) => expired.Complete(Transfer.Failed(TransferStatus.TimedOut));
    }
}
