namespace Serinus.Tests.Providers.Outside;

/// <summary>A clock on which short waits are over at once, as long ones that bound an answer never are: it is as late as the waits made it.</summary>
/// <param name="shortSecondsMax">Waits that are shorter are over at once.</param>
internal sealed class HastyTime(int shortSecondsMax = 5) : TimeProvider
{
    private readonly Lock access = new();
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Called when somebody begins a short wait, before it is over.</summary>
    public Action? Waited { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (access)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public void Advance(TimeSpan by)
    {
        lock (access)
            now += by;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero && dueTime < TimeSpan.FromSeconds(shortSecondsMax))
        {
            Advance(dueTime);
            Waited?.Invoke();
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new NoTimer();
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
