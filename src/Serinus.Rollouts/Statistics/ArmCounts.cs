using System.Text.Json.Serialization;

namespace Serinus.Rollouts.Statistics;

/// <summary>What one arm of a comparison did during one block: how many requests it answered, and how many of them were bad.</summary>
/// <remarks>Bad is what a metric says it is: an error, or a response slower than some time.</remarks>
public readonly record struct ArmCounts
{
    /// <summary>Counts of one arm.</summary>
    /// <param name="requests">Requests of the block, 0 or more.</param>
    /// <param name="bad">Bad ones among them, from 0 to <paramref name="requests"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or more are bad than there are requests.</exception>
    [JsonConstructor]
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
    [JsonIgnore]
    public long Good => Requests - Bad;

    /// <summary>Share of bad ones, from 0 to 1; 0 when there are no requests.</summary>
    [JsonIgnore]
    public double Rate => Requests == 0 ? 0 : (double)Bad / Requests;

    /// <summary>Both counts together.</summary>
    public static ArmCounts operator +(ArmCounts left, ArmCounts right) =>
        new(checked(left.Requests + right.Requests), left.Bad + right.Bad);

    /// <summary>Both counts together.</summary>
    public static ArmCounts Add(ArmCounts left, ArmCounts right) => left + right;
}
