using System.Collections.Immutable;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Simulation;

/// <summary>Latencies of an imagined service: lognormal around a median.</summary>
/// <param name="Median">Half of the requests are faster.</param>
/// <param name="Spread">Standard deviation of the logarithm; 0.8 is common, and makes the 99th percentile 6.4 times the median.</param>
public sealed record LatencyModel(TimeSpan Median, double Spread = 0.8)
{
    /// <summary>The same service when everything takes a factor longer.</summary>
    public LatencyModel Slower(double factor) => this with { Median = Median * factor };

    /// <summary>The chance of each bucket.</summary>
    public ImmutableArray<double> Chances(LatencyEdges edges)
    {
        var chances = ImmutableArray.CreateBuilder<double>(edges.Buckets);
        var below = 0.0;
        foreach (var edge in edges.Microseconds)
        {
            var within = NormalBelow(Math.Log(edge / Median.TotalMicroseconds) / Spread);
            chances.Add(Math.Max(0, within - below));
            below = within;
        }

        chances.Add(Math.Max(0, 1 - below));
        return chances.MoveToImmutable();
    }

    /// <summary>Draws how many of a number of requests fall into each bucket.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="requests">Requests of the block.</param>
    /// <param name="chances">Chance of each bucket; they total 1.</param>
    /// <param name="buckets">Takes the counts.</param>
    public static void Draw(Random random, long requests, ImmutableArray<double> chances, Span<long> buckets)
    {
        var left = requests;
        var chance = 1.0;
        for (var i = 0; i < buckets.Length; i++)
        {
            buckets[i] =
                i == buckets.Length - 1
                    ? left
                    : Binomial.Draw(random, left, chance <= 0 ? 0 : Math.Min(1, chances[i] / chance));
            left -= buckets[i];
            chance -= chances[i];
        }
    }

    /// <summary>The normal distribution function, by the series of G. Marsaglia, "Evaluating the normal distribution", J. Stat. Softw. 11(4), 2004.</summary>
    internal static double NormalBelow(double z)
    {
        if (Math.Abs(z) > 8)
            return z < 0 ? 0 : 1;
        var (sum, term, last) = (z, z, 0.0);
        for (var i = 3; sum != last; i += 2)
        {
            last = sum;
            term *= z * z / i;
            sum += term;
        }

        return Math.Clamp(0.5 + sum * Math.Exp(-0.5 * z * z - 0.5 * Math.Log(2 * Math.PI)), 0, 1);
    }
}
