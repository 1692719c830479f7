using System.Runtime.CompilerServices;

namespace Serinus.Proxy.Transport;

/// <summary>A waiting async method: its state, and the step that goes on with it. Kept by the thread that ran it for the next call of the same method.</summary>
internal sealed class LoopStateBox<TResult, TStateMachine> : LoopBox<TResult>
    where TStateMachine : IAsyncStateMachine
{
    /// <summary>More exchanges than this waiting at the same place at once leave their boxes to the garbage collector.</summary>
    private const int Kept = 4096;

    [ThreadStatic]
    private static Stack<LoopStateBox<TResult, TStateMachine>>? idle;

    private LoopStateBox() => MoveNext = () => Machine!.MoveNext();

    public TStateMachine? Machine;

    /// <summary>Goes on with the method.</summary>
    public Action MoveNext { get; }

    public static LoopStateBox<TResult, TStateMachine> Rent() =>
        idle is { } boxes && boxes.TryPop(out var box) ? box : new LoopStateBox<TResult, TStateMachine>();

    protected override void Return()
    {
        Machine = default;
        idle ??= new Stack<LoopStateBox<TResult, TStateMachine>>();
        if (idle.Count < Kept)
            idle.Push(this);
    }
}
