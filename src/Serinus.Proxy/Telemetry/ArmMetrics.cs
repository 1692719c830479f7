namespace Serinus.Proxy.Telemetry;

/// <summary>
/// Counters of one arm of a route, one block per loop, made by the loop when it first needs it: ten thousand idle routes
/// stay small. Successive snapshots share the object as long as the route has an arm of this name, so exchanges that end
/// after a reload are counted too.
/// </summary>
public sealed class ArmMetrics
{
    private readonly ArmCounters?[] loops;
    private readonly int buckets;

    internal ArmMetrics(string name, int loops, int buckets)
    {
        Name = name;
        this.loops = new ArmCounters?[loops];
        this.buckets = buckets;
    }

    /// <summary>Name of the backend; empty for what the edge answered without one.</summary>
    public string Name { get; }

    /// <summary>Whether anything was ever counted.</summary>
    public bool IsUsed
    {
        get
        {
            foreach (ref var loop in loops.AsSpan())
            {
                if (Volatile.Read(ref loop) is not null)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Requests whose first choice this arm was.</summary>
    public long Chosen
    {
        get
        {
            var sum = 0L;
            foreach (ref var loop in loops.AsSpan())
                sum += Volatile.Read(ref loop)?.Chosen ?? 0;
            return sum;
        }
    }

    /// <summary>Sums all loops.</summary>
    public ArmTotals Read()
    {
        var totals = new ArmTotals(buckets);
        foreach (ref var loop in loops.AsSpan())
            Volatile.Read(ref loop)?.AddTo(totals);
        return totals;
    }

    internal ArmCounters On(int loop)
    {
        return loops[loop] ?? First(loop);

        ArmCounters First(int index)
        {
            var counters = new ArmCounters(buckets);
            Volatile.Write(ref loops[index], counters);
            return counters;
        }
    }
}
