using System.Text.Json.Serialization;

namespace Serinus.Rollouts.Statistics;

/// <summary>What is known of one way to be bad: an error, or a response slower than one edge. A value; each block makes the next one.</summary>
[JsonConverter(typeof(EdgeEvidenceConverter))]
public sealed record EdgeEvidence
{
    private EdgeEvidence() { }

    /// <summary>Before anything was seen.</summary>
    public static EdgeEvidence Start { get; } = new();

    /// <summary>Counts of both arms since the rollout began.</summary>
    public BlockPair Totals { get; init; }

    /// <summary>Evidence of harm by blocks, in nats, as it was won: ln of how many times a stake against "no harm" has grown.</summary>
    public double LogHarm { get; init; }

    /// <summary>
    /// Evidence of safety since the step began, in nats, as it was won. Half is staked on what each arm did by itself; half on the arms being the
    /// same, which is what a safe canary mostly is, and spares learning its share from a few requests.
    /// </summary>
    public double LogSafe => LogMath.LogMean([LogSafeApart, LogSafeTogether]);

    /// <summary>How large the bunches seem to be in which bad requests come; 1 when they come one by one.</summary>
    public double Bunching => Dispersion.Factor(Totals);

    internal double LogSafeApart { get; init; }

    internal double LogSafeTogether { get; init; }

    internal Prediction Canary { get; init; } = Prediction.Blank;

    internal Prediction Stable { get; init; } = Prediction.Blank;

    internal Dispersion Dispersion { get; init; }

    /// <summary>What is known after one more block.</summary>
    public EdgeEvidence Add(BlockPair block, Guard guard)
    {
        var (harm, apart, together) = guard.Limit is { } limit
            ? AgainstLimit(block.Canary, limit, guard.BunchMax)
            : AgainstStable(block, guard);
        return new EdgeEvidence
        {
            Totals = Totals + block,
            LogHarm = LogHarm + harm,
            LogSafeApart = LogSafeApart + apart,
            LogSafeTogether = LogSafeTogether + together,
            Canary = Canary.Learn(block.Canary),
            Stable = Stable.Learn(block.Stable),
            Dispersion = Dispersion.Add(block),
        };
    }

    private (double Harm, double SafeApart, double SafeTogether) AgainstStable(BlockPair block, Guard guard)
    {
        var both = Canary.With(Stable);
        return (
            BlockFactor.Harm(Canary, Stable, block, guard.HarmMargin, guard.BunchMax),
            BlockFactor.Safe(Canary, Stable, block, guard.SafeMargin, guard.BunchMax),
            BlockFactor.Safe(both, both, block, guard.SafeMargin, guard.BunchMax)
        );
    }

    private (double Harm, double SafeApart, double SafeTogether) AgainstLimit(
        ArmCounts block,
        double limit,
        double bunchMax
    )
    {
        var safe = BlockFactor.BelowLimit(Canary, block, limit, bunchMax);
        return (BlockFactor.AboveLimit(Canary, block, limit, bunchMax), safe, safe);
    }

    /// <summary>What is known as another step begins.</summary>
    /// <param name="logHarm">What is staked against "no harm" from here on.</param>
    /// <param name="logSafeMax">How much evidence of safety is kept at most.</param>
    /// <param name="kept">Share of what was learned that is kept.</param>
    internal EdgeEvidence NextStep(double logHarm, double logSafeMax, double kept)
    {
        var safe = Math.Min(LogSafe, logSafeMax);
        return this with
        {
            LogHarm = logHarm,
            LogSafeApart = safe,
            LogSafeTogether = safe,
            Canary = Canary.Fade(kept),
            Stable = Stable.Fade(kept),
        };
    }

    /// <summary>By how much evidence is divided in all: by what is known of bunches beforehand, or by what they seem to be when that is more.</summary>
    internal double DividedBy(Guard guard) => guard.Temper ? Math.Max(guard.BunchMax, Bunching) : guard.BunchMax;

    /// <summary>Evidence as it counts: less where bad requests come in larger bunches than it was won for.</summary>
    internal double Tempered(double log, Guard guard) => log > 0 ? log * guard.BunchMax / DividedBy(guard) : log;
}
