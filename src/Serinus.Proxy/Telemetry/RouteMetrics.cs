using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Serinus.Routing;

namespace Serinus.Proxy.Telemetry;

/// <summary>Counters of one route, one block per loop. Carried from snapshot to snapshot by the route's name; its arms by their names.</summary>
public sealed class RouteMetrics
{
    private readonly ArmMetrics[] arms;
    private readonly decimal[] weights;
    private readonly long[] chosenBefore;

    private RouteMetrics(ArmMetrics[] arms, decimal[] weights, long[] chosenBefore, LoopCounter retries)
    {
        this.arms = arms;
        this.weights = weights;
        this.chosenBefore = chosenBefore;
        Retries = retries;
    }

    /// <summary>By backend index; one more at the end for what the edge answered without a backend.</summary>
    public ImmutableArray<ArmMetrics> Arms => ImmutableCollectionsMarshal.AsImmutableArray(arms);

    /// <summary>Second tries made for requests of the route.</summary>
    public LoopCounter Retries { get; }

    /// <summary>Makes the counters of <paramref name="route"/>, going on from <paramref name="previous"/> where arms have the same name.</summary>
    public static RouteMetrics For(Route route, RouteMetrics? previous, int loops, int buckets)
    {
        var count = route.Backends.Length;
        if (previous is not null && previous.Fits(route))
            return previous;

        var arms = new ArmMetrics[count + 1];
        var weights = new decimal[count];
        for (var i = 0; i < count; i++)
        {
            arms[i] = previous?.Arm(route.Backends[i].Name) ?? new ArmMetrics(route.Backends[i].Name, loops, buckets);
            weights[i] = route.Backends[i].Weight;
        }

        arms[count] = previous?.arms[^1] ?? new ArmMetrics("", loops, buckets);

        // Weights changed: what is observed from here on is compared with the new ones.
        var chosenBefore = Array.ConvertAll(arms[..count], arm => arm.Chosen);
        return new RouteMetrics(arms, weights, chosenBefore, previous?.Retries ?? new LoopCounter(loops));
    }

    /// <summary>Counters of requests that no route takes.</summary>
    public static RouteMetrics Unmatched(int loops, int buckets) =>
        new([new ArmMetrics("", loops, buckets)], [], [], new LoopCounter(loops));

    /// <summary>Requests whose first choice the backend with this index was, since the route's weights last changed.</summary>
    public long ChosenAtTheseWeights(int backend) => arms[backend].Chosen - chosenBefore[backend];

    internal void Record(int loop, string listener, ExchangeRecord exchange, int bucket, long ticks)
    {
        var answered = exchange.Backend;
        var arm = arms[answered < 0 ? arms.Length - 1 : answered].On(loop);
        arm.Answer(listener, exchange.Status, bucket, ticks);
        if (exchange.GrpcStatus >= 0)
            arm.EndCall(exchange.GrpcStatus);

        var failed = exchange.FellBackFrom;
        if (failed >= 0)
            arms[failed].On(loop).FallBack();
        var chosen = failed >= 0 ? failed : answered;
        if (chosen >= 0)
            arms[chosen].On(loop).Choose();
        if (exchange.Retries > 0)
            Retries.Add(loop, exchange.Retries);
    }

    private bool Fits(Route route)
    {
        if (weights.Length != route.Backends.Length)
            return false;
        foreach (var backend in route.Backends)
        {
            if (arms[backend.Index].Name != backend.Name || weights[backend.Index] != backend.Weight)
                return false;
        }

        return true;
    }

    private ArmMetrics? Arm(string name)
    {
        foreach (var arm in arms.AsSpan(0, weights.Length))
        {
            if (arm.Name == name)
                return arm;
        }

        return null;
    }
}
