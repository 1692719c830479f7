namespace Serinus.Rollouts.Run;

/// <summary>
/// Lets a loop sleep until it is called or its time has come. Any thread may call; one loop waits. Calls while it is awake are remembered as one.
/// </summary>
/// <remarks>There is one for each of thousands of rollouts, and each wakes every few seconds: none of it may cost an exception.</remarks>
internal sealed class Pulse
{
    private readonly Lock access = new();

    // Runs in a wait alone; one that does not run holds nothing.
    private readonly ITimer timer;
    private TaskCompletionSource? waiting;
    private bool isCalled;

    /// <summary>One that nobody has called yet.</summary>
    public Pulse(TimeProvider time) =>
        timer = time.CreateTimer(
            pulse => ((Pulse)pulse!).Wake(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );

    public void Call()
    {
        lock (access)
        {
            isCalled = true;
            waiting?.TrySetResult();
        }
    }

    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task woken;
        lock (access)
        {
            if (isCalled || longest <= TimeSpan.Zero)
            {
                isCalled = false;
                return;
            }

            waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            woken = waiting.Task;
            timer.Change(longest, Timeout.InfiniteTimeSpan);
        }

        try
        {
            await woken.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (access)
            {
                timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                waiting = null;
                isCalled = false;
            }
        }
    }

    // A wake that comes late, into the next wait, is one look too many.
    private void Wake()
    {
        lock (access)
            waiting?.TrySetResult();
    }
}
