namespace Serinus.Rollouts.Statistics;

/// <summary>
/// By what factor one block changes evidence, in nats: the likelihood of the block under what was predicted, over its likelihood at
/// the nearest point of the hypothesis.
/// </summary>
/// <remarks>
/// <para>Turner, Ly and Grünwald (2024), with margins as in Turner and Grünwald, "Safe sequential testing and effect estimation in stratified
/// count data" (2023). For blocks whose sizes traffic decides and a convex hypothesis, the factor is at most 1 on average when the hypothesis is
/// true, whatever was predicted: f_a = 1 + (θ_a−θ0_a)(p_a−θ0_a)/(θ0_a(1−θ0_a)) is the mean for one request of an arm a, the mean
/// for the block is Π f_a^n_a ≤ (1 + D/n)^n by the means' inequality, and D, the slope of the objective towards (θ_c, θ_b), is not above 0 at its minimum.</para>
/// <para>No more is staked than was learned: the part of a block in all that is then known is kept back. Else a first block that is large, or one after
/// a few requests by which anything may be predicted, could lose what no later one wins back.</para>
/// <para>Where requests are bad in groups of up to m, however they depend on each other in a group, the m-th root of the factor is at most 1 on
/// average: by Hölder's inequality the mean of Π f^(1/m) over a group is at most the product of the means' m-th roots. A group that lies in two
/// blocks is outside of that.</para>
/// </remarks>
internal static class BlockFactor
{
    /// <summary>Evidence against "the canary is worse by no more than the margin": canary ≤ ratio · stable + absolute.</summary>
    public static double Harm(Prediction canary, Prediction stable, BlockPair block, Margin margin, double bunchMax = 1)
    {
        if (block.Canary.Requests == 0 || block.Stable.Requests == 0)
            return 0;
        var line = new Line(margin.Ratio, margin.Absolute);
        var (p, q) = (canary.Share, stable.Share);
        return p.Bad <= line.Canary(q.Bad)
            ? 0
            : Staked(
                Ratio(block, p, q, line.Nearest(p, q, block.Canary.Requests, block.Stable.Requests)) / bunchMax,
                Math.Min(Known(canary, block.Canary), Known(stable, block.Stable))
            );
    }

    /// <summary>Evidence against "the canary is worse by the margin or more": canary ≥ max(stable + absolute, ratio · stable).</summary>
    public static double Safe(Prediction canary, Prediction stable, BlockPair block, Margin margin, double bunchMax = 1)
    {
        if (block.Canary.Requests == 0 || block.Stable.Requests == 0)
            return 0;
        var (p, q) = (canary.Share, stable.Share);
        return p.Bad >= margin.Tolerable(q.Bad)
            ? 0
            : Staked(
                Ratio(block, p, q, NearestHarmful(p, q, block.Canary.Requests, block.Stable.Requests, margin))
                    / bunchMax,
                Math.Min(Known(canary, block.Canary), Known(stable, block.Stable))
            );
    }

    /// <summary>Evidence against "at most this share of the canary's requests is bad", whatever stable does.</summary>
    public static double AboveLimit(Prediction canary, ArmCounts block, double limit, double bunchMax = 1) =>
        canary.Share.Bad <= limit ? 0 : OneArm(canary, block, limit, bunchMax);

    /// <summary>Evidence against "at least this share of the canary's requests is bad", whatever stable does.</summary>
    public static double BelowLimit(Prediction canary, ArmCounts block, double limit, double bunchMax = 1) =>
        canary.Share.Bad >= limit ? 0 : OneArm(canary, block, limit, bunchMax);

    /// <summary>The nearest pair of shares that is harmful. The region lies above two lines, so its nearest point is on one of them or where they meet.</summary>
    public static (Share Canary, Share Stable) NearestHarmful(
        Share p,
        Share q,
        double canaryRequests,
        double stableRequests,
        Margin margin
    )
    {
        var scaled = new Line(margin.Ratio, 0);
        if (margin.Absolute == 0)
            return scaled.Nearest(p, q, canaryRequests, stableRequests);

        // Below the meeting point the first line is the higher one, and above it the second.
        var shifted = new Line(1, margin.Absolute);
        var meeting = margin.Ratio == 1 ? double.PositiveInfinity : margin.Absolute / (margin.Ratio - 1);
        var onShifted = shifted.Nearest(p, q, canaryRequests, stableRequests);
        if (onShifted.Stable.Bad <= meeting || shifted.Canary(meeting) >= 1)
            return onShifted;
        var onScaled = scaled.Nearest(p, q, canaryRequests, stableRequests);
        return onScaled.Stable.Bad >= meeting ? onScaled : (Share.Of(shifted.Canary(meeting)), Share.Of(meeting));
    }

    private static double Ratio(BlockPair block, Share canary, Share stable, (Share Canary, Share Stable) nearest) =>
        canary.Against(nearest.Canary, block.Canary.Bad, block.Canary.Good)
        + stable.Against(nearest.Stable, block.Stable.Bad, block.Stable.Good);

    private static double OneArm(Prediction canary, ArmCounts block, double limit, double bunchMax) =>
        block.Requests == 0
            ? 0
            : Staked(canary.Share.Against(Share.Of(limit), block.Bad, block.Good) / bunchMax, Known(canary, block));

    /// <summary>The part of all requests up to and with this block that was there before it.</summary>
    private static double Known(Prediction prediction, ArmCounts block) =>
        prediction.Learned / (prediction.Learned + block.Requests);

    /// <summary>The factor when a part is staked and the rest kept.</summary>
    private static double Staked(double log, double part) =>
        part <= 0 ? 0 : LogMath.LogSum(LogMath.Log1P(-part), Math.Log(part) + log);
}
