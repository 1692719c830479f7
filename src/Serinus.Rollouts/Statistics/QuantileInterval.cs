namespace Serinus.Rollouts.Statistics;

/// <summary>Between which latencies a quantile lies, as far as the edges tell.</summary>
/// <param name="Low">It is not below this; 0 when nothing is known.</param>
/// <param name="High">It is not above this; null when it may be above every edge.</param>
public readonly record struct QuantileInterval(TimeSpan Low, TimeSpan? High);
