using Serinus.Routing.Config;

namespace Serinus.Proxy.Telemetry;

/// <summary>The access log: loops hand over finished lines, one background writer appends them; what does not fit the queue is dropped and counted.</summary>
public sealed class AccessLog : IDisposable
{
    // A busy log is emptied often enough for 100 000 lines a second, an idle one seldom; a line waits a tenth of a second at most.
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);
    private const int RingBytesMin = 64 * 1024;

    private readonly AccessLogConfig config;
    private readonly Action<string> report;
    private readonly Thread writer;
    private readonly AutoResetEvent wake = new(initialState: false);
    private readonly Lock writing = new();
    private AccessLogRing[] rings = [];
    private Stream stream;
    private long lost;
    private bool failing;
    private volatile bool reopen;
    private volatile bool stopping;

    /// <summary>Opens the log and starts its writer.</summary>
    /// <param name="config">Where and how to write.</param>
    /// <param name="report">Told once when writing begins to fail, and when it works again.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public AccessLog(AccessLogConfig config, Action<string> report)
    {
        this.config = config;
        this.report = report;
        stream = OpenStream();
        writer = new Thread(Run) { IsBackground = true, Name = "access-log" };
        writer.Start();
    }

    /// <summary>Lines lost: the queue was full, or the file could not be written.</summary>
    public long Dropped => Volatile.Read(ref rings).Sum(ring => ring.Dropped) + Volatile.Read(ref lost);

    /// <summary>Opens the file anew, after a rotation has moved it away.</summary>
    public void Reopen()
    {
        reopen = true;
        wake.Set();
    }

    /// <summary>Writes what waits, now.</summary>
    public void Flush()
    {
        lock (writing)
            WriteWaiting();
    }

    /// <summary>Writes what waits and closes the file. A disk that hangs is given up after a few seconds.</summary>
    public void Dispose()
    {
        stopping = true;
        wake.Set();
        if (writer.Join(StopTime))
            wake.Dispose();
    }

    /// <summary>A ring for each loop; together they hold <see cref="AccessLogConfig.QueueBytesMax"/>.</summary>
    internal AccessLogRing[] Open(int loops)
    {
        var bytes = Math.Max(config.QueueBytesMax / loops, RingBytesMin);
        var opened = new AccessLogRing[loops];
        for (var i = 0; i < loops; i++)
            opened[i] = new AccessLogRing(bytes, config.Format);
        Volatile.Write(ref rings, [.. rings, .. opened]);
        return opened;
    }

    private void Run()
    {
        var wrote = false;
        while (!stopping)
        {
            wake.WaitOne(wrote ? BusyPause : IdlePause);
            lock (writing)
            {
                wrote = WriteWaiting();
                if (reopen)
                    OpenAnew();
            }
        }

        lock (writing)
        {
            WriteWaiting();
            stream.Dispose();
        }
    }

    private bool WriteWaiting()
    {
        var wrote = false;
        foreach (var ring in Volatile.Read(ref rings))
        {
            ring.Peek(out var first, out var second);
            if (first.IsEmpty)
                continue;
            wrote = true;
            try
            {
                stream.Write(first);
                stream.Write(second);
                stream.Flush();
                Worked();
            }
            catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
            {
                Volatile.Write(ref lost, lost + first.Count((byte)'\n') + second.Count((byte)'\n'));
                Failed(trouble);
            }

            ring.Free(first.Length + second.Length);
        }

        return wrote;
    }

    private void OpenAnew()
    {
        reopen = false;
        try
        {
            var opened = OpenStream();
            stream.Dispose();
            stream = opened;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            Failed(trouble);
        }
    }

    private Stream OpenStream()
    {
        if (config.Path is null or "-")
            return Console.OpenStandardOutput();
        // The writer hands over whole batches; a second buffer would only delay them.
        return new FileStream(
            config.Path,
            FileMode.Append,
            FileAccess.Write,
            FileShare.ReadWrite | FileShare.Delete,
            0
        );
    }

    private void Worked()
    {
        if (failing)
            report($"access log {Target}: written again; lines lost so far: {Dropped}");
        failing = false;
    }

    private void Failed(Exception trouble)
    {
        if (!failing)
            report($"access log {Target}: {trouble.Message}; lines are lost and counted until it can be written");
        failing = true;
    }

    private string Target => config.Path is null or "-" ? "on standard output" : config.Path;
}
