namespace Serinus.Rollouts.Statistics;

/// <summary>
/// How much worse than stable is still the same: a share of bad requests θ of stable makes max(θ + <paramref name="Absolute"/>,
/// θ · <paramref name="Ratio"/>) tolerable.
/// </summary>
/// <param name="Absolute">Tolerated difference as a share of requests, from 0 to below 1: 0.005 is half a percentage point.</param>
/// <param name="Ratio">Tolerated ratio, 1 or more: 1.5 is half as many again.</param>
public readonly record struct Margin(double Absolute, double Ratio)
{
    /// <summary>Nothing is tolerated: equal is equal.</summary>
    public static Margin None { get; } = new(0, 1);

    /// <summary>Errors: half a percentage point, or half as many again where there are more than 1 %.</summary>
    public static Margin Errors { get; } = new(0.005, 1.5);

    /// <summary>Latency: two of a hundred requests more above an edge.</summary>
    public static Margin Latency { get; } = new(0.02, 1);

    /// <summary>A tenth more slow requests: no two groups of servers are quite as fast as each other.</summary>
    public static Margin SlightlySlower { get; } = new(0, 1.1);

    /// <summary>The largest share of the canary's requests that may be bad when this share of stable's is.</summary>
    public double Tolerable(double stable) => Math.Min(1, Math.Max(stable + Absolute, stable * Ratio));

    /// <summary>This margin when it can be used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The difference is not in [0, 1), or the ratio not in [1, 1000].</exception>
    internal Margin Checked()
    {
        if (Absolute is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Absolute), Absolute, "a margin is from 0 to below 1");
        if (Ratio is not (>= 1 and <= 1000))
            throw new ArgumentOutOfRangeException(nameof(Ratio), Ratio, "a ratio is from 1 to 1000");
        return this;
    }
}
