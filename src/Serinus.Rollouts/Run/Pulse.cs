namespace Serinus.Rollouts.Run;

/// <summary>
/// Lets a loop sleep until it is called or its time has come. Any thread may call; one loop waits. Calls while it is awake are remembered as one.
/// </summary>
internal sealed class Pulse(TimeProvider time)
{
    private readonly Lock access = new();
    private TaskCompletionSource? waiting;
    private bool isCalled;

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
        Task called;
        lock (access)
        {
            if (isCalled || longest <= TimeSpan.Zero)
            {
                isCalled = false;
                return;
            }

            waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            called = waiting.Task;
        }

        try
        {
            await called.WaitAsync(longest, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Its time has come.
        }
        finally
        {
            lock (access)
            {
                waiting = null;
                isCalled = false;
            }
        }
    }
}
