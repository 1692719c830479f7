namespace Serinus.Rollouts.Statistics;

/// <summary>
/// One block: both arms during the same short interval (1 to 10 s) of the same stratum. Comparing inside blocks keeps the hour of the day and
/// changes of the weight out of the comparison.
/// </summary>
/// <param name="Canary">The arm on trial.</param>
/// <param name="Stable">The arm it is held against.</param>
public readonly record struct BlockPair(ArmCounts Canary, ArmCounts Stable);
