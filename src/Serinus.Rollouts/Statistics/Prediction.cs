namespace Serinus.Rollouts.Statistics;

/// <summary>What is expected of the next block of an arm, learned from those before it: counts, beginning with a little of both kinds.</summary>
/// <remarks>
/// γ = 0.18 of each kind is the choice of Turner, Ly and Grünwald, "Generic E-variables for exact sequential k-sample tests that allow for
/// optional stopping", J. Stat. Plan. Inference 230, 2024. Evidence is sound whatever is predicted; good predictions make it grow.
/// </remarks>
/// <param name="Bad">Weight of bad requests, above 0.</param>
/// <param name="Good">Weight of good requests, above 0.</param>
internal readonly record struct Prediction(double Bad, double Good)
{
    /// <summary>What is expected before anything was seen.</summary>
    public static Prediction Blank { get; } = new(0.18, 0.18);

    /// <summary>Expected share of bad requests.</summary>
    public Share Share => new(Bad / (Bad + Good), Good / (Bad + Good));

    /// <summary>Requests it was learned from.</summary>
    public double Learned => Math.Max(0, Bad + Good - Blank.Bad - Blank.Good);

    /// <summary>What is expected after a block was seen.</summary>
    public Prediction Learn(ArmCounts block) => new(Bad + block.Bad, Good + block.Good);

    /// <summary>What is expected of either arm when they are the same.</summary>
    public Prediction With(Prediction other) => new(Bad + other.Bad, Good + other.Good);

    /// <summary>The same expectation held less firmly, so that what comes counts for more.</summary>
    /// <param name="keep">Share of what was learned that is kept, from 0 to 1.</param>
    public Prediction Fade(double keep) => new(Math.Max(Blank.Bad, Bad * keep), Math.Max(Blank.Good, Good * keep));
}
