using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Serinus.Rollouts.Statistics;

/// <summary>
/// Watches an arm for a change to the worse that may begin at any time: for the hours after a promotion, when there is nothing left to
/// compare it with. A value that is stored after each block.
/// </summary>
/// <remarks>
/// The e-detector of Shin, Ramdas and Rinaldo, "E-detectors: a nonparametric framework for sequential change detection" (2022): M ← (M+1)·factor adds up
/// the evidence of every block being the first bad one. While nothing has changed, M grows by no more than 1 a block on average, so that it
/// passes c within T blocks with a chance of T/c at most, and takes c blocks to pass it on average, or longer.
/// </remarks>
public sealed record ChangeDetector
{
    /// <summary>How many times the tolerated odds the arm might have after the change.</summary>
    private static readonly ImmutableArray<double> Alternatives = [1.25, 1.5, 2, 3, 5, 10];

    /// <summary>The share of bad requests that is tolerated, between 0 and 1.</summary>
    public required double Limit { get; init; }

    /// <summary>ln(1+M) by alternative.</summary>
    public ImmutableArray<double> Logs { get; init; } = [.. Alternatives.Select(_ => 0.0)];

    /// <summary>Counts of all blocks.</summary>
    public ArmCounts Totals { get; init; }

    /// <summary>The evidence of a change, in nats: the mean over what the arm may have changed to.</summary>
    [JsonIgnore]
    public double LogEvidence => LogMath.LogMean(Logs.AsSpan());

    /// <summary>A detector that tolerates what stable did, and a margin on it.</summary>
    /// <param name="stable">What stable did during the rollout.</param>
    /// <param name="margin">How much worse than that is tolerated.</param>
    public static ChangeDetector After(ArmCounts stable, Margin margin)
    {
        var usual = Prediction.Blank.Learn(stable).Share.Bad;
        return Start(Math.Min(margin.Checked().Tolerable(usual), (1 + usual) / 2));
    }

    /// <summary>A detector that tolerates a share of bad requests.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    public static ChangeDetector Start(double limit) =>
        limit is > 0 and < 1
            ? new ChangeDetector { Limit = limit }
            : throw new ArgumentOutOfRangeException(nameof(limit), limit, "a limit is between 0 and 1");

    /// <summary>The evidence, in nats, that a watch of so many blocks passes with this chance at most while nothing has changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The chance is not between 0 and 1, or there is no block.</exception>
    public static double Line(double alpha, long blocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        return alpha is > 0 and < 1
            ? Math.Log(blocks / alpha)
            : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "a chance is between 0 and 1");
    }

    /// <summary>What is known after one more block.</summary>
    public ChangeDetector Add(ArmCounts block)
    {
        var next = ImmutableArray.CreateBuilder<double>(Logs.Length);
        for (var i = 0; i < Logs.Length; i++)
        {
            var changed = Alternatives[i] * Limit / (1 + (Alternatives[i] - 1) * Limit);
            // With L = ln(1+M), M' = (M+1)·f is e^(L + ln f).
            next.Add(LogMath.LogSum(0, Logs[i] + Share.Of(changed).Against(Share.Of(Limit), block.Bad, block.Good)));
        }

        return this with
        {
            Logs = next.MoveToImmutable(),
            Totals = Totals + block,
        };
    }
}
