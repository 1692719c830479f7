using System.Collections.Immutable;

namespace Serinus.Rollouts.Statistics;

/// <summary>
/// A band around a measured distribution of latencies in which the true one lies, at all times and at all edges at once. For drawing: it is blind to a
/// 99th percentile below a million requests, so that decisions go by <see cref="MetricEvidence"/>.
/// </summary>
/// <remarks>
/// S. R. Howard and A. Ramdas, "Sequential estimation of quantiles with applications to A/B testing and best-arm identification", Bernoulli 28(3),
/// 2022, theorem 2 with A = 0.85: from m requests on the distance is never above 0.85·√((ln(1+ln(t/m))+C)/t).
/// </remarks>
public static class CdfBand
{
    private const double A = 0.85;
    private const int RequestsMin = 100;
    private const int Halvings = 60;
    private const int Grid = 400;

    /// <summary>The half width of the band after so many requests; 1, which says nothing, below 100.</summary>
    /// <param name="requests">Requests counted.</param>
    /// <param name="alpha">The chance that the band is ever left, between 0 and 1.</param>
    public static double Radius(long requests, double alpha) =>
        requests < RequestsMin
            ? 1
            : A * Math.Sqrt((Math.Log(1 + Math.Log((double)requests / RequestsMin)) + Constant(alpha)) / requests);

    /// <summary>The C for which min over η of 4e^(−γ²C)·(1+1/((γ²−1)·ln η)), with γ² = 2/η·(A−√(2(η−1)/C))², is α.</summary>
    public static double Constant(double alpha)
    {
        if (alpha is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "a chance is between 0 and 1");
        // The chance falls as C rises; 1.26·ln(1612/α) is far above.
        var (low, high) = (1.0, 2 * Math.Log(1612 / alpha));
        for (var i = 0; i < Halvings; i++)
        {
            var middle = low + (high - low) / 2;
            if (Chance(middle) > alpha)
                low = middle;
            else
                high = middle;
        }

        return high;
    }

    /// <summary>Measured shares and their band at each edge.</summary>
    /// <param name="edges">The edges.</param>
    /// <param name="buckets">Requests by bucket, not cumulated.</param>
    /// <param name="alpha">The chance that the band is ever left.</param>
    public static ImmutableArray<RateInterval> Of(LatencyEdges edges, ReadOnlySpan<long> buckets, double alpha)
    {
        var slower = edges.Slower(buckets);
        var radius = Radius(slower[0].Requests, alpha);
        return
        [
            .. slower.Select(counts => new RateInterval(
                Math.Max(0, 1 - counts.Rate - radius),
                Math.Min(1, 1 - counts.Rate + radius)
            )),
        ];
    }

    /// <summary>Between which edges a quantile lies.</summary>
    /// <param name="edges">The edges.</param>
    /// <param name="buckets">Requests by bucket, not cumulated.</param>
    /// <param name="share">Which quantile: 0.99 for the 99th percentile.</param>
    /// <param name="alpha">The chance that the interval is ever wrong.</param>
    public static QuantileInterval Quantile(LatencyEdges edges, ReadOnlySpan<long> buckets, double share, double alpha)
    {
        var band = Of(edges, buckets, alpha);
        var (low, high) = (TimeSpan.Zero, (TimeSpan?)null);
        for (var i = 0; i < band.Length; i++)
        {
            var edge = TimeSpan.FromMicroseconds(edges.Microseconds[i]);
            if (band[i].High < share)
                low = edge;
            else if (high is null && band[i].Low >= share)
                high = edge;
        }

        return new QuantileInterval(low, high);
    }

    /// <summary>The best bound on the chance that the band with this C is ever left.</summary>
    private static double Chance(double c)
    {
        var (best, last) = (double.PositiveInfinity, 2 * A * A);
        for (var i = 1; i < Grid; i++)
        {
            // Good values of η lie close to 1: the grid is finer there.
            var eta = 1 + (last - 1) * i * i / ((double)Grid * Grid);
            var root = A - Math.Sqrt(2 * (eta - 1) / c);
            var gamma = 2 / eta * root * root;
            if (root > 0 && gamma > 1)
                best = Math.Min(best, 4 * Math.Exp(-gamma * c) * (1 + 1 / ((gamma - 1) * Math.Log(eta))));
        }

        return best;
    }
}
