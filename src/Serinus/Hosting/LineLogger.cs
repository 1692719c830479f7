using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Serinus.Hosting;

/// <summary>The program's own log: one line an event, for people or as JSON, written at once. It is for the few events of the control plane; requests go to the access log.</summary>
public sealed class LineLogger(TextWriter output, LogFormat format, TimeProvider time) : ILogger
{
    private readonly Lock writing = new();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    /// <inheritdoc/>
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
        var now = time.GetUtcNow();
        var message = formatter(state, exception);
        var line =
            format == LogFormat.Json
                ? Json(now, logLevel, message, exception)
                : Text(now, logLevel, message, exception);
        lock (writing)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    private static string Text(DateTimeOffset now, LogLevel level, string message, Exception? exception)
    {
        var time = now.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var cause = exception is null ? "" : $": {exception}";
        return $"{time} {Name(level), -5} {message}{cause}";
    }

    private static string Json(DateTimeOffset now, LogLevel level, string message, Exception? exception) =>
        JsonSerializer.Serialize(
            new LogEvent(now.UtcDateTime, Name(level), message, exception?.ToString()),
            LogEventJson.Readable.LogEvent
        );

    private static string Name(LogLevel level) =>
        level switch
        {
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            _ => "error",
        };
}
