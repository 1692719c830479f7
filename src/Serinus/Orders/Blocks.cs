using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;

namespace Serinus.Orders;

/// <summary>
/// Makes blocks of successive readings: what was counted between two of one instance. The first reading of an instance is a beginning and gives
/// none; counters that went back are a beginning too. A series that was not there before has counted from 0 since.
/// </summary>
public sealed class Blocks
{
    /// <summary>How long an edge that is not among the readings is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private Dictionary<(string Instance, string Route, long Series), RouteReading> last = [];
    private Dictionary<string, DateTimeOffset> known = [];
    private long run;

    /// <summary>
    /// The blocks since the readings before. Of an edge that is not among these readings, what it counts meanwhile comes with its next one; once
    /// that is longer ago than <see cref="Memory"/> it is lost instead, so that nothing is judged by what was long before.
    /// </summary>
    /// <param name="run">The run that they are of: what was counted in another is not evidence in it.</param>
    /// <param name="readings">Of one rollout, by instance.</param>
    /// <param name="at">Now.</param>
    public ImmutableArray<TrafficBlock> Since(
        long run,
        IEnumerable<(string Instance, RolloutReading Reading)> readings,
        DateTimeOffset at
    )
    {
        if (run != this.run)
            (this.run, last, known) = (run, [], []);
        var next = new Dictionary<(string, string, long), RouteReading>();
        var instances = new Dictionary<string, DateTimeOffset>();
        var present = new HashSet<string>();
        var blocks = ImmutableArray.CreateBuilder<TrafficBlock>();
        foreach (var (instance, reading) in readings)
        {
            present.Add(instance);
            if (!reading.IsRunning)
                continue;
            instances[instance] = at;
            foreach (var route in reading.Routes)
            {
                var key = (instance, route.Route, route.Series);
                next[key] = route;
                var before = last.GetValueOrDefault(key) ?? (known.ContainsKey(instance) ? Nothing(route) : null);
                if (before is not null && Between(before, route, at) is { } block)
                    blocks.Add(block);
            }
        }

        foreach (var (instance, seen) in known)
        {
            if (!present.Contains(instance) && at - seen <= Memory)
                instances.Add(instance, seen);
        }

        foreach (var (key, route) in last)
        {
            if (!present.Contains(key.Instance) && instances.ContainsKey(key.Instance))
                next.Add(key, route);
        }

        (last, known) = (next, instances);
        return blocks.ToImmutable();
    }

    private static RouteReading Nothing(RouteReading route)
    {
        var arm = new ArmReading { Durations = [.. new long[route.Edges.Length + 1]] };
        return route with { Stable = arm, Canary = arm };
    }

    /// <summary>Null when nothing was counted, or counters went back.</summary>
    private static TrafficBlock? Between(RouteReading before, RouteReading now, DateTimeOffset at)
    {
        if (
            !before.Edges.AsSpan().SequenceEqual(now.Edges.AsSpan())
            || Between(before.Stable, now.Stable) is not { } stable
            || Between(before.Canary, now.Canary) is not { } canary
            || stable.Requests + canary.Requests == 0
        )
            return null;
        return new TrafficBlock
        {
            At = at,
            Stable = stable,
            Canary = canary,
            Edges = now.Edges,
        };
    }

    private static ArmBlock? Between(ArmReading before, ArmReading now)
    {
        if (before.Durations.Length != now.Durations.Length)
            return null;
        var block = new ArmBlock
        {
            Requests = now.Requests - before.Requests,
            Errors = now.Errors - before.Errors,
            Calls = now.Calls - before.Calls,
            FailedCalls = now.FailedCalls - before.FailedCalls,
            Durations = [.. now.Durations.Zip(before.Durations, (after, earlier) => after - earlier)],
        };
        var isSound =
            block is { Errors: >= 0, FailedCalls: >= 0 }
            && block.Requests >= block.Errors
            && block.Calls >= block.FailedCalls
            && block.Durations.All(count => count >= 0)
            && block.Durations.Sum() == block.Requests;
        return isSound ? block : null;
    }
}
