using Microsoft.Extensions.Logging;

namespace Serinus.Commands.Demo;

/// <summary>The edge's log as part of the demo's screen.</summary>
internal sealed class ScreenLogger(IDemoScreen screen) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
            screen.Tell($"{(logLevel > LogLevel.Information ? "! " : "  ")}{formatter(state, exception)}");
    }
}
