using Serinus.Routing.Config;

namespace Serinus.Proxy.Health;

/// <summary>Counts equal results in a row and says what they mean.</summary>
/// <param name="Good">The last result.</param>
/// <param name="InARow">How many results in a row were like it; 0 before the first check.</param>
/// <param name="IsFirst">Whether the last result was the first of all.</param>
internal readonly record struct HealthTally(bool Good, int InARow, bool IsFirst)
{
    /// <summary>The tally with one more result.</summary>
    public HealthTally Count(bool good) =>
        InARow == 0 ? new(good, 1, IsFirst: true)
        : good == Good ? new(good, InARow + 1, IsFirst: false)
        : new(good, 1, IsFirst: false);

    /// <summary>
    /// Whether the endpoint is healthy now. The first result of all makes it healthy at once when good, since the results
    /// that made it unhealthy were of another check; bad, it counts as the first of a row like any other.
    /// </summary>
    public bool IsHealthy(bool before, HealthCheckConfig config) =>
        Good ? before || IsFirst || InARow >= config.HealthyThreshold : before && InARow < config.UnhealthyThreshold;
}
