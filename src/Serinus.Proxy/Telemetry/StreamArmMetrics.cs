using System.Collections.Concurrent;

namespace Serinus.Proxy.Telemetry;

/// <summary>Counters of one arm of a stream route, one number per loop each. Carried from snapshot to snapshot by the arm's name.</summary>
public sealed class StreamArmMetrics
{
    private readonly int loops;
    private readonly ConcurrentDictionary<string, LoopCounter> failures = new(StringComparer.Ordinal);

    internal StreamArmMetrics(string name, int loops)
    {
        this.loops = loops;
        Name = name;
        Opened = new LoopCounter(loops);
        Ended = new LoopCounter(loops);
        BytesIn = new LoopCounter(loops);
        BytesOut = new LoopCounter(loops);
        Fallbacks = new LoopCounter(loops);
    }

    /// <summary>Name of the backend; empty for what was refused without one.</summary>
    public string Name { get; }

    /// <summary>Connections, or sessions of UDP clients, that began.</summary>
    public LoopCounter Opened { get; }

    /// <summary>Those that ended.</summary>
    public LoopCounter Ended { get; }

    /// <summary>Bytes from clients, counted as they go.</summary>
    public LoopCounter BytesIn { get; }

    /// <summary>Bytes to clients, counted as they go.</summary>
    public LoopCounter BytesOut { get; }

    /// <summary>Connections the arm could not take, which stable then got.</summary>
    public LoopCounter Fallbacks { get; }

    /// <summary>Those that ended badly, by one stable word.</summary>
    public IEnumerable<KeyValuePair<string, LoopCounter>> Failures => failures;

    /// <summary>Open now; 0 means that at one moment during the call there were none.</summary>
    public long Open
    {
        get
        {
            // Ends are read before beginnings, so the difference is never too small.
            var ended = Ended.Sum;
            return Opened.Sum - ended;
        }
    }

    internal void Fail(int loop, string error) =>
        failures.GetOrAdd(error, static (_, count) => new LoopCounter(count), loops).Add(loop, 1);
}
