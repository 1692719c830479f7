namespace Serinus.Rollouts.Statistics;

/// <summary>Numbers too large or too small to be written are handled by their logarithms.</summary>
internal static class LogMath
{
    /// <summary>ln(1+x) without losing the digits of a small x (W. Kahan's correction of the rounding of 1+x).</summary>
    public static double Log1P(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>ln of the mean of e^a over all a.</summary>
    public static double LogMean(ReadOnlySpan<double> logs)
    {
        var largest = double.NegativeInfinity;
        foreach (var log in logs)
            largest = Math.Max(largest, log);
        var sum = 0.0;
        foreach (var log in logs)
            sum += Math.Exp(log - largest);
        return largest + Math.Log(sum / logs.Length);
    }

    /// <summary>ln(e^a + e^b).</summary>
    public static double LogSum(double left, double right)
    {
        var (small, large) = left < right ? (left, right) : (right, left);
        return large + Log1P(Math.Exp(small - large));
    }

    /// <summary>ln Γ(x) for x &gt; 0: Stirling's series above 10, and Γ(x+1) = xΓ(x) below.</summary>
    public static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 10; x++)
            shift -= Math.Log(x);
        var square = 1 / (x * x);
        var series =
            (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188)))))
            / x;
        return shift + (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series;
    }

    /// <summary>ln B(a, b), the beta function.</summary>
    public static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);
}
