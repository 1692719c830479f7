using System.Text.Json.Serialization;

namespace Serinus.Rollouts.Statistics;

/// <summary>
/// One block: both arms during the same short interval (1 to 10 s) of the same stratum. Comparing inside blocks keeps the hour of the day and
/// changes of the weight out of the comparison.
/// </summary>
/// <param name="Canary">The arm on trial.</param>
/// <param name="Stable">The arm it is held against.</param>
public readonly record struct BlockPair(ArmCounts Canary, ArmCounts Stable)
{
    /// <summary>Requests of both arms.</summary>
    [JsonIgnore]
    public long Requests => Canary.Requests + Stable.Requests;

    /// <summary>Both blocks together, arm by arm.</summary>
    public static BlockPair operator +(BlockPair left, BlockPair right) =>
        new(left.Canary + right.Canary, left.Stable + right.Stable);

    /// <summary>Both blocks together, arm by arm.</summary>
    public static BlockPair Add(BlockPair left, BlockPair right) => left + right;
}
