using System.Runtime.CompilerServices;

namespace Serinus.Proxy.Transport;

/// <summary>
/// Builds async methods that run on one loop. The framework's pooling builder keeps one box per thread and core, which dozens of exchanges
/// in flight outrun; here each thread keeps as many as it ever needed at once, up to a bound, so a waiting exchange allocates nothing.
/// No ExecutionContext flows: nothing on a loop reads an AsyncLocal.
/// </summary>
internal struct LoopMethodBuilder<TResult>
{
    private LoopBox<TResult>? box;
    private TResult result;

    /// <summary>Where the method goes on; null when it never had to wait.</summary>
    public readonly LoopBox<TResult>? Box => box;

    public static LoopMethodBuilder<TResult> Create() => default;

    public readonly ValueTask<TResult> Task => box is null ? new ValueTask<TResult>(result) : box.Task;

    public readonly void Start<TStateMachine>(ref TStateMachine machine)
        where TStateMachine : IAsyncStateMachine => machine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine machine) { }

    public void SetResult(TResult value)
    {
        if (box is null)
            result = value;
        else
            box.Succeed(value);
    }

    public void SetException(Exception exception)
    {
        box ??= new LoopBox<TResult>();
        box.Fail(exception);
    }

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine machine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.OnCompleted(BoxOf(ref machine).MoveNext);

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.UnsafeOnCompleted(BoxOf(ref machine).MoveNext);

    private LoopStateBox<TResult, TStateMachine> BoxOf<TStateMachine>(ref TStateMachine machine)
        where TStateMachine : IAsyncStateMachine
    {
        if (box is LoopStateBox<TResult, TStateMachine> known)
            return known;

        // This builder is a field of the machine: it must know its box before the machine is copied into it.
        var rented = LoopStateBox<TResult, TStateMachine>.Rent();
        box = rented;
        rented.Machine = machine;
        return rented;
    }
}
