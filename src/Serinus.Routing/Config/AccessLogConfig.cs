namespace Serinus.Routing.Config;

/// <summary>The access log: one line per exchange, written in the background; lines that do not fit the queue are dropped and counted.</summary>
public sealed record AccessLogConfig
{
    /// <summary>File to append to; standard output when absent or <c>-</c>. SIGUSR1 opens it anew after rotation.</summary>
    public string? Path { get; init; }

    /// <summary>Shape of a line.</summary>
    public AccessLogFormat Format { get; init; } = AccessLogFormat.Json;

    /// <summary>Bytes that may wait to be written.</summary>
    public int QueueBytesMax { get; init; } = 4 * 1024 * 1024;
}
