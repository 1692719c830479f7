using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>Turns exact shares into the weights of a route.</summary>
internal static class Shares
{
    // What the weights of a route may total once they are whole numbers.
    private const int TotalMax = 1_000_000;
    private const int PercentDecimalsMax = 4;

    /// <summary>Shares in proportion, so that they total one; all zero when they are.</summary>
    public static ImmutableArray<Fraction> Normalised(ImmutableArray<Fraction> shares)
    {
        var sum = Fraction.Sum(shares);
        return sum.IsZero ? shares : [.. shares.Select(share => share / sum)];
    }

    /// <summary>
    /// Weights in exactly the proportion of the shares: percentages where four decimals say them, else the smallest whole numbers. Only shares
    /// finer than one in a million are rounded, those that lose most first; a share above zero stays above zero.
    /// </summary>
    public static ImmutableArray<decimal> Weights(ImmutableArray<Fraction> shares)
    {
        var normal = Normalised(shares);
        if (normal.All(share => share.IsZero))
            return [.. normal.Select(_ => 0m)];
        var scale = BigInteger.Pow(10, PercentDecimalsMax + 2);
        if (normal.All(share => (scale % share.Divisor).IsZero))
            return [.. normal.Select(share => Percent(share, scale))];
        var common = normal.Aggregate(BigInteger.One, (least, share) => Multiple(least, share.Divisor));
        if (common <= TotalMax)
            return [.. normal.Select(share => (decimal)(share.Dividend * (common / share.Divisor)))];
        return Rounded(normal);
    }

    private static decimal Percent(Fraction share, BigInteger scale)
    {
        var percent = (decimal)(share.Dividend * (scale / share.Divisor)) / 10_000m;
        // Without the zeros a division leaves behind, so that 90 is written 90.
        return decimal.Parse(percent.ToString("0.####", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static BigInteger Multiple(BigInteger left, BigInteger right) =>
        left / BigInteger.GreatestCommonDivisor(left, right) * right;

    private static ImmutableArray<decimal> Rounded(ImmutableArray<Fraction> shares)
    {
        var weights = new BigInteger[shares.Length];
        var lost = new (Fraction Loss, int Index)[shares.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            var exact = shares[i].Dividend * TotalMax;
            weights[i] = exact / shares[i].Divisor;
            lost[i] = (new Fraction(exact % shares[i].Divisor, shares[i].Divisor), i);
            if (weights[i].IsZero && !shares[i].IsZero)
            {
                weights[i] = 1;
                lost[i].Loss = Fraction.Zero;
            }
        }

        var missing = TotalMax - weights.Aggregate(BigInteger.Zero, (sum, weight) => sum + weight);
        Array.Sort(
            lost,
            (left, right) =>
                left.Loss > right.Loss ? -1
                : right.Loss > left.Loss ? 1
                : left.Index - right.Index
        );
        for (var i = 0; i < lost.Length && missing > 0; i++, missing--)
            weights[lost[i].Index]++;
        // Shares that were lifted to one take from the largest.
        if (missing < 0)
            weights[Array.IndexOf(weights, weights.Max())] += missing;
        return [.. weights.Select(weight => (decimal)weight)];
    }
}
