namespace Serinus.Rollouts.Statistics;

/// <summary>Between what a share of bad requests lies, for people to see: right at all times at once, however often it is drawn.</summary>
/// <remarks>
/// Those shares against which a mixture of all others (Robbins; a beta distribution of a half and a half) has not won 1/α times. It takes the share
/// to be the same all the time, which decisions do not.
/// </remarks>
/// <param name="Low">The share is not below this.</param>
/// <param name="High">The share is not above this.</param>
public readonly record struct RateInterval(double Low, double High)
{
    private const double Prior = 0.5;
    private const int Halvings = 60;

    /// <summary>The interval of an arm.</summary>
    /// <param name="counts">What the arm did.</param>
    /// <param name="alpha">The chance that the interval is ever wrong, between 0 and 1.</param>
    public static RateInterval Of(ArmCounts counts, double alpha)
    {
        if (alpha is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "a chance is between 0 and 1");
        var mixture = LogMath.LogBeta(Prior + counts.Bad, Prior + counts.Good) - LogMath.LogBeta(Prior, Prior);
        var line = -Math.Log(alpha);
        // What the mixture has won against a share grows with its distance from the observed one.
        return new RateInterval(
            counts.Bad == 0 ? 0 : Boundary(0, counts.Rate),
            counts.Good == 0 ? 1 : Boundary(1, counts.Rate)
        );

        double Boundary(double outside, double inside)
        {
            for (var i = 0; i < Halvings; i++)
            {
                var middle = outside + (inside - outside) / 2;
                if (Won(middle) >= line)
                    outside = middle;
                else
                    inside = middle;
            }

            return outside;
        }

        double Won(double share) =>
            mixture
            - (counts.Bad == 0 ? 0 : counts.Bad * Math.Log(share))
            - (counts.Good == 0 ? 0 : counts.Good * LogMath.Log1P(-share));
    }

    /// <summary>Between what the canary's share minus stable's lies.</summary>
    /// <param name="block">What both arms did.</param>
    /// <param name="alpha">The chance that the interval is ever wrong, between 0 and 1.</param>
    public static RateInterval OfDifference(BlockPair block, double alpha)
    {
        var (canary, stable) = (Of(block.Canary, alpha / 2), Of(block.Stable, alpha / 2));
        return new RateInterval(canary.Low - stable.High, canary.High - stable.Low);
    }
}
