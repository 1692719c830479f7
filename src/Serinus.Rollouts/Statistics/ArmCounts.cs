namespace Serinus.Rollouts.Statistics;

/// <summary>What one arm of a comparison did during one block: how many requests it answered, and how many of them were bad.</summary>
/// <remarks>Bad is what a metric says it is: an error, or a response slower than some time.</remarks>
public readonly record struct ArmCounts
{
    /// <summary>Counts of one arm.</summary>
    /// <param name="requests">Requests of the block, 0 or more.</param>
    /// <param name="bad">Bad ones among them, from 0 to <paramref name="requests"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or more are bad than there are requests.</exception>
    public ArmCounts(long requests, long bad)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(requests);
        ArgumentOutOfRangeException.ThrowIfNegative(bad);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bad, requests);
        Requests = requests;
        Bad = bad;
    }

    /// <summary>Requests the arm answered in the block.</summary>
    public long Requests { get; }

    /// <summary>How many of them were bad.</summary>
    public long Bad { get; }

    /// <summary>How many of them were not bad.</summary>
    public long Good => Requests - Bad;
}
