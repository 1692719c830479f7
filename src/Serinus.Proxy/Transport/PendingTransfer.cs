using System.Threading.Tasks.Sources;

namespace Serinus.Proxy.Transport;

/// <summary>
/// A read or write that waits, awaited by plain async code and completed on the loop that owns it. Reused from wait to wait,
/// so awaiting costs no allocation. Only the loop's thread touches it; that is why nothing here is interlocked.
/// </summary>
internal sealed class PendingTransfer(PendingTransfer.IOwner owner) : LoopTimer, IValueTaskSource<Transfer>
{
    private Action<object?>? continuation;
    private object? state;
    private Transfer result;
    private short version;
    private bool completed;

    /// <summary>Told when the deadline of a wait passes; must complete the wait.</summary>
    internal interface IOwner
    {
        void Expired(PendingTransfer pending);
    }

    public bool IsWaiting { get; private set; }

    public ValueTask<Transfer> Start()
    {
        System.Diagnostics.Debug.Assert(!IsWaiting, "One wait at a time.");
        IsWaiting = true;
        completed = false;
        continuation = null;
        return new ValueTask<Transfer>(this, version);
    }

    public void Complete(Transfer transfer)
    {
        System.Diagnostics.Debug.Assert(IsWaiting, "Nothing waits.");
        Deadline = long.MaxValue;
        IsWaiting = false;
        result = transfer;
        completed = true;
        if (continuation is { } resume)
        {
            var resumeState = state;
            continuation = null;
            state = null;
            resume(resumeState);
        }
    }

    Transfer IValueTaskSource<Transfer>.GetResult(short token)
    {
        System.Diagnostics.Debug.Assert(token == version && completed, "Awaited once, after completion.");
        version++;
        completed = false;
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<Transfer>.GetStatus(short token) =>
        completed ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

    void IValueTaskSource<Transfer>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    )
    {
        // Loops have no SynchronizationContext and flow no ExecutionContext: whoever completes resumes.
        if (completed)
        {
            continuation(state);
            return;
        }

        this.continuation = continuation;
        this.state = state;
    }

    protected internal override void Expired() => owner.Expired(this);
}
