namespace Serinus.Tests.Proxy.Health;

/// <summary>Counts checks under way: each has one timer that runs for the check's timeout.</summary>
internal sealed class TimeoutCounter(TimeSpan timeout) : TimeProvider
{
    private readonly Lock gate = new();
    private int running;

    public TimeSpan Timeout => timeout;

    public int RunningMax { get; private set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        return dueTime == timeout ? new CountedTimer(this, timer) : timer;
    }

    private void Count(int change)
    {
        lock (gate)
        {
            running += change;
            RunningMax = Math.Max(RunningMax, running);
        }
    }

    private sealed class CountedTimer : ITimer
    {
        private readonly TimeoutCounter counter;
        private readonly ITimer timer;
        private int disposed;

        public CountedTimer(TimeoutCounter counter, ITimer timer)
        {
            (this.counter, this.timer) = (counter, timer);
            counter.Count(1);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0)
                counter.Count(-1);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
