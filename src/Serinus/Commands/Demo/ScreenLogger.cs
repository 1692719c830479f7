using Microsoft.Extensions.Logging;

namespace Serinus.Commands.Demo;

/// <summary>What is wrong by the edge's log, as part of the demo's screen; the rest of it is told by the rollout itself.</summary>
internal sealed class ScreenLogger(IDemoScreen screen) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
            screen.Tell($"! {formatter(state, exception)}");
    }
}
