namespace Serinus.Rollouts.Statistics;

/// <summary>
/// A straight line that bounds a hypothesis on two arms: canary = <paramref name="Slope"/> · stable + <paramref name="Offset"/>, where the
/// numbers are shares of bad requests.
/// </summary>
/// <param name="Slope">1 or more.</param>
/// <param name="Offset">0 or more, below 1.</param>
internal readonly record struct Line(double Slope, double Offset)
{
    /// <summary>Stable's share where the canary's is 1.</summary>
    public double Top => (1 - Offset) / Slope;

    /// <summary>What is left from there to 1.</summary>
    public double AboveTop => (Slope - 1 + Offset) / Slope;

    /// <summary>The canary's share on the line.</summary>
    public double Canary(double stable) => Slope * stable + Offset;

    /// <summary>The point of the line where stable's share is so far from 0, or from the top: close to either, the distance has all the digits.</summary>
    public (Share Canary, Share Stable) At(double distance, bool fromTop) =>
        fromTop
            ? (new Share(1 - Slope * distance, Slope * distance), new Share(Top - distance, AboveTop + distance))
            : (new Share(Slope * distance + Offset, Slope * (Top - distance)), new Share(distance, 1 - distance));

    /// <summary>
    /// Where the line comes nearest to what is predicted: the point of it with the least n_c·KL(predicted canary ‖ canary)
    /// + n_b·KL(predicted stable ‖ stable).
    /// </summary>
    public (Share Canary, Share Stable) Nearest(
        Share canary,
        Share stable,
        double canaryRequests,
        double stableRequests
    )
    {
        if (this is not { Slope: 1, Offset: 0 })
            return new NearestPoint(this, canary, stable, canaryRequests, stableRequests).Find();
        var requests = canaryRequests + stableRequests;
        var common = new Share(
            (canaryRequests * canary.Bad + stableRequests * stable.Bad) / requests,
            (canaryRequests * canary.Good + stableRequests * stable.Good) / requests
        );
        return (common, common);
    }
}
