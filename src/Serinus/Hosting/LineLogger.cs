using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Serinus.Hosting;

/// <summary>The program's own log: one line an event, for people or as JSON, written at once. It is for the few events of the control plane; requests go to the access log.</summary>
/// <param name="output">Takes the lines.</param>
/// <param name="format">Their shape.</param>
/// <param name="time">The clock.</param>
/// <param name="level">The least of an event that is written.</param>
public sealed class LineLogger(
    TextWriter output,
    LogFormat format,
    TimeProvider time,
    LogLevel level = LogLevel.Information
) : ILogger
{
    private readonly Lock writing = new();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= level;

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

    private static string Text(DateTimeOffset now, LogLevel severity, string message, Exception? exception)
    {
        var time = now.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var cause = exception is null ? "" : $": {exception}";
        return $"{time} {Name(severity), -5} {message}{cause}";
    }

    private static string Json(DateTimeOffset now, LogLevel severity, string message, Exception? exception) =>
        JsonSerializer.Serialize(
            new LogEvent(now.UtcDateTime, Name(severity), message, exception?.ToString()),
            LogEventJson.Readable.LogEvent
        );

    private static string Name(LogLevel severity) =>
        severity switch
        {
            LogLevel.Trace or LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            _ => "error",
        };
}
