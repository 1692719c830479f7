namespace Serinus.Rollouts.Statistics;

/// <summary>A share of bad requests and what is left to 1, each with all its digits: near 0 and near 1 one of them is all there is.</summary>
/// <param name="Bad">Share of bad requests.</param>
/// <param name="Good">Share of the others.</param>
internal readonly record struct Share(double Bad, double Good)
{
    /// <summary>The share, from 0 to 1.</summary>
    public static Share Of(double bad) => new(bad, 1 - bad);

    /// <summary>Log likelihood ratio of counts under this share against another, in nats.</summary>
    public double Against(Share other, double bad, double good)
    {
        // The difference is taken between the two small numbers.
        var less = Bad < 0.5 ? other.Bad - Bad : Good - other.Good;
        return (bad == 0 ? 0 : bad * LogOfRatio(Bad, other.Bad, -less))
            + (good == 0 ? 0 : good * LogOfRatio(Good, other.Good, less));
    }

    /// <summary>What one request proves for this share against another on average, in nats: the Kullback–Leibler divergence.</summary>
    public double Against(Share other) => Against(other, Bad, Good);

    /// <summary>ln(a/b) where a−b is known better than it can be had from a and b.</summary>
    private static double LogOfRatio(double a, double b, double difference) =>
        Math.Abs(difference) < 0.5 * b ? LogMath.Log1P(difference / b) : Math.Log(a / b);
}
