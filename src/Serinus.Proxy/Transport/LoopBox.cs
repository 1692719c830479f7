using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Serinus.Proxy.Transport;

/// <summary>The result of a waiting async method of a loop; awaited once, by its caller, on the same thread.</summary>
internal class LoopBox<TResult> : IValueTaskSource<TResult>, IValueTaskSource
{
    private Action<object?>? continuation;
    private object? continuationState;
    private TResult? result;
    private Exception? failure;
    private short version;
    private bool completed;

    public ValueTask<TResult> Task => new(this, version);

    /// <summary>The same wait, for a caller that wants no result.</summary>
    public ValueTask TaskWithoutResult => new(this, version);

    public void Succeed(TResult value)
    {
        result = value;
        Complete();
    }

    public void Fail(Exception exception)
    {
        failure = exception;
        Complete();
    }

    public TResult GetResult(short token)
    {
        var value = result!;
        var exception = failure;
        completed = false;
        result = default;
        failure = null;
        version++;
        Return();
        if (exception is not null)
            ExceptionDispatchInfo.Throw(exception);
        return value;
    }

    public ValueTaskSourceStatus GetStatus(short token) =>
        !completed ? ValueTaskSourceStatus.Pending
        : failure is null ? ValueTaskSourceStatus.Succeeded
        : ValueTaskSourceStatus.Faulted;

    public void OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    )
    {
        if (completed)
        {
            continuation(state);
            return;
        }

        this.continuation = continuation;
        continuationState = state;
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    /// <summary>Goes back to where it can be rented.</summary>
    protected virtual void Return() { }

    private void Complete()
    {
        completed = true;
        if (continuation is not { } resume)
            return;
        var state = continuationState;
        continuation = null;
        continuationState = null;
        resume(state);
    }
}
