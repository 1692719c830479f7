namespace Serinus.Rollouts.Statistics;

/// <summary>By how much evidence grows with each request on average, in nats, when the arms are what they seem to be.</summary>
internal static class Growth
{
    /// <summary>Growth of evidence of harm; 0 when there is none beyond the margin.</summary>
    /// <param name="canary">The canary's share of bad requests, between 0 and 1.</param>
    /// <param name="stable">Stable's.</param>
    /// <param name="weight">The canary's part of the requests.</param>
    /// <param name="margin">What is tolerated.</param>
    public static double Harm(double canary, double stable, double weight, Margin margin)
    {
        var line = new Line(margin.Ratio, margin.Absolute);
        if (weight is <= 0 or >= 1 || canary <= line.Canary(stable))
            return 0;
        var (p, q) = (Share.Of(canary), Share.Of(stable));
        return Of(p, q, line.Nearest(p, q, weight, 1 - weight), weight);
    }

    /// <summary>Growth of evidence of safety; 0 when the canary is as bad as the margin or worse.</summary>
    public static double Safe(double canary, double stable, double weight, Margin margin)
    {
        if (weight is <= 0 or >= 1 || canary >= margin.Tolerable(stable))
            return 0;
        var (p, q) = (Share.Of(canary), Share.Of(stable));
        return Of(p, q, BlockFactor.NearestHarmful(p, q, weight, 1 - weight, margin), weight);
    }

    /// <summary>Growth of evidence on one side of a limit, when the canary is on the other.</summary>
    public static double Limit(double canary, double limit, double weight) =>
        weight * Share.Of(canary).Against(Share.Of(limit));

    private static double Of(Share canary, Share stable, (Share Canary, Share Stable) nearest, double weight) =>
        weight * canary.Against(nearest.Canary) + (1 - weight) * stable.Against(nearest.Stable);
}
