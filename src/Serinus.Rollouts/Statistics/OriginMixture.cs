using System.Collections.Immutable;

namespace Serinus.Rollouts.Statistics;

/// <summary>
/// Evidence from where errors come from: of those in a block, the canary's part of the requests says what part of the errors should be its own.
/// Several ratios are held against it at once, and the mean of what they win is the evidence.
/// </summary>
/// <remarks>
/// The form for counting processes of Lindon and Malek, "Anytime-valid inference for multinomial count data", NeurIPS 2022. It says nothing of how
/// often errors occur, so that it learns nothing and needs to learn nothing: it counts from the first error on. The
/// hypothesis is "canary ≤ ratio · stable". For a block with x = q/ρ, y = (1−q)/(1−ρ) its mean factor is (1+rθ(x−1))^n_c·(1+θ(y−1))^n_b
/// ≤ exp(θ(r·n_c+n_b)(ρx+(1−ρ)y−1)) = 1.
/// </remarks>
internal static class OriginMixture
{
    /// <summary>How many times the tolerated ratio the canary might have; 1 stakes nothing, and keeps what the others may lose.</summary>
    public static ImmutableArray<double> Alternatives { get; } = [1, 1.25, 1.5, 2, 3, 5, 10];

    /// <summary>Before anything was seen.</summary>
    public static ImmutableArray<double> Start { get; } = [.. Alternatives.Select(_ => 0.0)];

    /// <summary>What each alternative has won after a block, in nats.</summary>
    public static ImmutableArray<double> Add(
        ImmutableArray<double> logs,
        BlockPair block,
        double ratio,
        double bunchMax = 1
    )
    {
        if (block.Canary.Requests == 0 || block.Stable.Requests == 0 || block.Canary.Bad + block.Stable.Bad == 0)
            return logs;
        var odds = ratio * block.Canary.Requests / block.Stable.Requests;
        var next = ImmutableArray.CreateBuilder<double>(logs.Length);
        for (var i = 0; i < logs.Length; i++)
            next.Add(logs[i] + Ratio(block, odds, Alternatives[i]) / bunchMax);
        return next.MoveToImmutable();
    }

    /// <summary>Log likelihood ratio of the origins of a block's errors.</summary>
    /// <param name="block">The block.</param>
    /// <param name="odds">Odds that an error is the canary's under the hypothesis: ρ/(1−ρ).</param>
    /// <param name="alternative">How many times these odds are held against it.</param>
    public static double Ratio(BlockPair block, double odds, double alternative)
    {
        // q/ρ = r(1+odds)/(1+r·odds), and (1−q)/(1−ρ) is the same without r.
        var stable = LogMath.Log1P(odds) - LogMath.Log1P(alternative * odds);
        return block.Canary.Bad * (stable + Math.Log(alternative)) + block.Stable.Bad * stable;
    }
}
