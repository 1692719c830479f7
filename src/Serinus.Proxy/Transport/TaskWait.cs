namespace Serinus.Proxy.Transport;

/// <summary>Waits on a loop for tasks of other threads, whatever their results, until it is called off for good. Only the loop's thread touches it; one wait at a time.</summary>
internal sealed class TaskWait : PendingTransfer.IOwner
{
    private readonly Loop loop;
    private readonly PendingTransfer pending;
    private bool isCalledOff;
    private int turn;

    public TaskWait(Loop loop)
    {
        this.loop = loop;
        pending = new PendingTransfer(this);
    }

    /// <summary>Waits until the task has ended, however it did.</summary>
    public ValueTask<Transfer> WaitAsync(Task task, long deadline)
    {
        if (isCalledOff)
            return new ValueTask<Transfer>(Transfer.Failed(TransferStatus.Cancelled));
        if (task.IsCompleted)
            return new ValueTask<Transfer>(Transfer.Done(0));
        var mine = ++turn;
        loop.Set(pending, deadline);
        var waiting = pending.Start();
        task.ContinueWith(
            _ => loop.Post(() => Ended(mine)),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        return waiting;
    }

    /// <summary>Moves the deadline of the wait under way, if there is one.</summary>
    public void SetDeadline(long deadline)
    {
        if (pending.IsWaiting)
            loop.Set(pending, deadline);
    }

    /// <summary>Ends the wait under way, and every later one.</summary>
    public void CallOff()
    {
        isCalledOff = true;
        if (pending.IsWaiting)
            pending.Complete(Transfer.Failed(TransferStatus.Cancelled));
    }

    void PendingTransfer.IOwner.Expired(PendingTransfer expired) =>
        expired.Complete(Transfer.Failed(TransferStatus.TimedOut));

    private void Ended(int which)
    {
        if (which == turn && pending.IsWaiting)
            pending.Complete(Transfer.Done(0));
    }
}
