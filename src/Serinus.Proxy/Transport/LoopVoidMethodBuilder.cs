using System.Runtime.CompilerServices;

namespace Serinus.Proxy.Transport;

/// <summary><see cref="LoopMethodBuilder{TResult}"/> for methods without a result.</summary>
internal struct LoopVoidMethodBuilder
{
    private LoopMethodBuilder<bool> builder;

    public static LoopVoidMethodBuilder Create() => default;

    public readonly ValueTask Task => builder.Box is { } box ? box.TaskWithoutResult : default;

    public readonly void Start<TStateMachine>(ref TStateMachine machine)
        where TStateMachine : IAsyncStateMachine => machine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine machine) { }

    public void SetResult() => builder.SetResult(true);

    public void SetException(Exception exception) => builder.SetException(exception);

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine machine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => builder.AwaitOnCompleted(ref awaiter, ref machine);

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => builder.AwaitUnsafeOnCompleted(ref awaiter, ref machine);
}
