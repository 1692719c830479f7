namespace Serinus.Rollouts.Statistics;

/// <summary>How sure a judge has to be.</summary>
public sealed record JudgeRules
{
    /// <summary>The chance that a rollout without any harm is rolled back, at most, over all its metrics, steps and looks; between 0 and 1. 0.01 by default.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>The chance that a step passes with harm as large as the margin, at most; between 0 and 1. 0.05 by default.</summary>
    public double Beta { get; init; } = 0.05;

    /// <summary>Evidence, in nats, at which one of so many metrics proves harm: ln(K/α), as they share α.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is not between 0 and 1, or there is no metric.</exception>
    public double HarmLine(int metrics)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(metrics, 1);
        return Math.Log(metrics / Checked(Alpha, nameof(Alpha)));
    }

    /// <summary>Evidence, in nats, at which a metric is shown to be safe: ln(1/β). All of them have to be, so that none needs a part of β.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Beta is not between 0 and 1.</exception>
    public double SafeLine() => -Math.Log(Checked(Beta, nameof(Beta)));

    private static double Checked(double chance, string name) =>
        chance is > 0 and < 1
            ? chance
            : throw new ArgumentOutOfRangeException(name, chance, "a chance is between 0 and 1");
}
