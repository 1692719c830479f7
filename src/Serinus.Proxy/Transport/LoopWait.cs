using System.Runtime.CompilerServices;

namespace Serinus.Proxy.Transport;

/// <summary>
/// Waits, on a loop, for what completes on other threads, one at a time; every wait ends on the loop's thread. A wait that ends early, at its
/// deadline or called off, leaves what was waited for under way: <see cref="GoOnAsync"/> waits for the same again.
/// </summary>
internal sealed class LoopWait<T> : PendingTransfer.IOwner
{
    private readonly Loop loop;
    private readonly PendingTransfer pending;
    private readonly Action completed;
    private readonly Action arrived;
    private ValueTaskAwaiter<T> awaiter;

    public LoopWait(Loop loop)
    {
        this.loop = loop;
        pending = new PendingTransfer(this);
        arrived = Arrive;
        completed = () => loop.Post(arrived);
    }

    /// <summary>Whether what was waited for has not completed yet.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>What it gave, after a wait that was done.</summary>
    public T? Result { get; private set; }

    /// <summary>Why it gave nothing, after a wait that found it broken.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Begins to wait.</summary>
    public ValueTask<Transfer> StartAsync(ValueTask<T> task, long deadline)
    {
        System.Diagnostics.Debug.Assert(!IsUnderWay, "One at a time.");
        awaiter = task.GetAwaiter();
        if (task.IsCompleted)
            return new ValueTask<Transfer>(Settle());
        IsUnderWay = true;
        var waiting = Wait(deadline);
        awaiter.UnsafeOnCompleted(completed);
        return waiting;
    }

    /// <summary>Waits again for what is under way; done at once when nothing is.</summary>
    public ValueTask<Transfer> GoOnAsync(long deadline) =>
        IsUnderWay ? Wait(deadline) : new ValueTask<Transfer>(Outcome());

    /// <summary>Moves the deadline of the wait, if there is one.</summary>
    public void SetDeadline(long deadline)
    {
        if (pending.IsWaiting)
            loop.Timers.Set(pending, deadline);
    }

    /// <summary>Ends the wait, if there is one.</summary>
    public void Cancel() => End(Transfer.Failed(TransferStatus.Cancelled));

    void PendingTransfer.IOwner.Expired(PendingTransfer expired) => End(Transfer.Failed(TransferStatus.TimedOut));

    private ValueTask<Transfer> Wait(long deadline)
    {
        loop.Timers.Set(pending, deadline);
        return pending.Start();
    }

    private void Arrive()
    {
        IsUnderWay = false;
        End(Settle());
    }

    private void End(Transfer transfer)
    {
        if (!pending.IsWaiting)
            return;
        loop.Timers.Remove(pending);
        pending.Complete(transfer);
    }

    private Transfer Settle()
    {
        Failure = null;
        try
        {
            Result = awaiter.GetResult();
        }
        catch (Exception trouble)
        {
            // Whatever stands behind it, the one who waits can do no more than take it for broken; the cause is kept for it.
            Result = default;
            Failure = trouble;
        }

        awaiter = default;
        return Outcome();
    }

    private Transfer Outcome() => Failure is null ? Transfer.Done(0) : Transfer.Failed(TransferStatus.Broken);
}
