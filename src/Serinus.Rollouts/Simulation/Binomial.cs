using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Simulation;

/// <summary>Exact draws from a binomial distribution: how many of n requests are bad when each is with the same chance.</summary>
internal static class Binomial
{
    /// <summary>Below this mean the distribution is walked from 0 upwards; above it draws are proposed and rejected.</summary>
    private const double WalkBelow = 10;

    /// <summary>How many of <paramref name="n"/> are, when each is with chance <paramref name="p"/>.</summary>
    public static long Draw(Random random, long n, double p)
    {
        if (n <= 0 || p <= 0)
            return 0;
        if (p >= 1)
            return n;
        if (p > 0.5)
            return n - Draw(random, n, 1 - p);
        return n * p < WalkBelow ? Walk(random, n, p) : Reject(random, n, p);
    }

    /// <summary>Adds probabilities from 0 upwards until their sum passes a random number.</summary>
    private static long Walk(Random random, long n, double p)
    {
        var odds = p / (1 - p);
        var probability = Math.Exp(n * LogMath.Log1P(-p));
        var left = random.NextDouble();
        var k = 0L;
        while (left >= probability && k < n)
        {
            left -= probability;
            k++;
            probability *= odds * (n - k + 1) / k;
            // What rounding left over lies in a tail without any probability.
            if (probability < 1e-300)
                break;
        }

        return k;
    }

    /// <summary>W. Hörmann, "The generation of binomial random variates", J. Stat. Comput. Simul. 46, 1993: algorithm BTRS.</summary>
    private static long Reject(Random random, long n, double p)
    {
        var deviation = Math.Sqrt(n * p * (1 - p));
        var b = 1.15 + 2.53 * deviation;
        var a = -0.0873 + 0.0248 * b + 0.01 * p;
        var centre = n * p + 0.5;
        var quick = 0.92 - 4.2 / b;
        var scale = (2.83 + 5.1 / b) * deviation;
        var mode = (long)Math.Floor((n + 1) * p);
        var logOdds = Math.Log(p / (1 - p));
        while (true)
        {
            var u = random.NextDouble() - 0.5;
            var v = random.NextDouble();
            var us = 0.5 - Math.Abs(u);
            var k = Math.Floor((2 * a / us + b) * u + centre);
            if (us >= 0.07 && v <= quick)
                return (long)k;
            if (k < 0 || k > n)
                continue;
            var bound =
                LogMath.LogGamma(mode + 1)
                + LogMath.LogGamma(n - mode + 1)
                - LogMath.LogGamma(k + 1)
                - LogMath.LogGamma(n - k + 1)
                + (k - mode) * logOdds;
            if (Math.Log(v * scale / (a / (us * us) + b)) <= bound)
                return (long)k;
        }
    }
}
