namespace Serinus.Tests.Providers.Acme;

/// <summary>A clock that jumps: whoever waits is called at once, and it is as late as he wanted.</summary>
internal sealed class SkippingTime : TimeProvider
{
    private readonly Lock access = new();
    private DateTimeOffset now = DateTimeOffset.UtcNow;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (access)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (access)
            now += dueTime > TimeSpan.Zero ? dueTime : TimeSpan.Zero;
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Fired();
    }

    private sealed class Fired : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
