namespace Serinus.Proxy.Telemetry;

/// <summary>How tries at one endpoint ended: one block of counters per loop, written by that loop alone. Lives and goes with its endpoint.</summary>
public sealed class EndpointMetrics
{
    private const int Outcomes = (int)TryOutcome.Cancelled + 1;

    private readonly long[]?[] loops;

    internal EndpointMetrics(int loops) => this.loops = new long[]?[loops];

    /// <summary>Tries that ended so, over all loops.</summary>
    public long Count(TryOutcome outcome)
    {
        var sum = 0L;
        foreach (ref var loop in loops.AsSpan())
        {
            if (Volatile.Read(ref loop) is { } counts)
                sum += Volatile.Read(ref counts[(int)outcome]);
        }

        return sum;
    }

    internal void Add(int loop, TryOutcome outcome)
    {
        var counts = loops[loop];
        if (counts is null)
            Volatile.Write(ref loops[loop], counts = new long[Outcomes]);
        ref var count = ref counts[(int)outcome];
        Volatile.Write(ref count, count + 1);
    }
}
