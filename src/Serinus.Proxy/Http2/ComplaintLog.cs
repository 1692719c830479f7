using Microsoft.Extensions.Logging;

namespace Serinus.Proxy.Http2;

/// <summary>What the framework's server has to say: its own failures reach the edge's log, one in ten seconds at most; the ways of bad peers do not.</summary>
internal sealed class ComplaintLog(Action<string>? complain) : ILoggerFactory, ILogger
{
    private const long SilenceMilliseconds = 10_000;

    private long silentUntil;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error && complain is not null;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!IsEnabled(logLevel))
            return;
        var now = Environment.TickCount64;
        var until = Volatile.Read(ref silentUntil);
        if (now < until || Interlocked.CompareExchange(ref silentUntil, now + SilenceMilliseconds, until) != until)
            return;

        // A connection that the server aborts tells its reason in the message; where it stood in the code then is nobody's business.
        var trace = exception is null or IOException or OperationCanceledException ? "" : $" ({exception})";
        complain!($"HTTP/2: {formatter(state, exception)}{trace}");
    }
}
