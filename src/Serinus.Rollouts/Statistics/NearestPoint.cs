namespace Serinus.Rollouts.Statistics;

/// <summary>Looks for the point of a line that is nearest to what is predicted. The sum it makes least is convex: the root of its derivative is looked for.</summary>
internal readonly ref struct NearestPoint(
    Line line,
    Share canary,
    Share stable,
    double canaryRequests,
    double stableRequests
)
{
    private const int IterationsMax = 200;

    public (Share Canary, Share Stable) Find()
    {
        // Each of the two terms is least at one end of this interval, and their sum between.
        var target = (canary.Bad - line.Offset) / line.Slope;
        var low = Math.Max(0, Math.Min(target, stable.Bad));
        var high = Math.Min(line.Top, Math.Max(target, stable.Bad));
        var half = line.Top / 2;
        if (low < half && (high <= half || Derivative(half, false).First >= 0))
            return line.At(Root(low, Math.Min(high, half), false), false);

        var (canaryLeft, stableLeft) = (canary.Good / line.Slope, stable.Good - line.AboveTop);
        low = Math.Max(0, Math.Min(canaryLeft, stableLeft));
        high = Math.Min(line.Top - half, Math.Max(canaryLeft, stableLeft));
        return line.At(Root(low, high, true), true);
    }

    /// <summary>Newton's steps for z·f'(z), which is nearly straight close to an end; the interval is halved where they lead outside.</summary>
    private double Root(double low, double high, bool fromTop)
    {
        var z = low + (high - low) / 2;
        for (var i = 0; i < IterationsMax && z > low && z < high; i++)
        {
            var (first, second) = Derivative(z, fromTop);
            if (first > 0)
                high = z;
            else
                low = z;
            var next = z - z * first / (first + z * second);
            if (!(next > low && next < high))
                next = low + (high - low) / 2;
            if (Math.Abs(next - z) <= 1e-15 * z)
                return next;
            z = next;
        }

        return z;
    }

    /// <summary>The derivative of the sum by the distance, and the derivative of that.</summary>
    private (double First, double Second) Derivative(double distance, bool fromTop)
    {
        var at = line.At(distance, fromTop);
        var canaryGood = canary.Good / at.Canary.Good;
        var canaryBad = canary.Bad / at.Canary.Bad;
        var stableGood = stable.Good / at.Stable.Good;
        var stableBad = stable.Bad / at.Stable.Bad;
        var first = canaryRequests * line.Slope * (canaryGood - canaryBad) + stableRequests * (stableGood - stableBad);
        var second =
            canaryRequests * line.Slope * line.Slope * (canaryGood / at.Canary.Good + canaryBad / at.Canary.Bad)
            + stableRequests * (stableGood / at.Stable.Good + stableBad / at.Stable.Bad);
        return (fromTop ? -first : first, second);
    }
}
