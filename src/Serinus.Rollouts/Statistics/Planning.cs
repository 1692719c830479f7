namespace Serinus.Rollouts.Statistics;

/// <summary>How many requests a decision takes, before there are any: what has to be won over what each request wins on average.</summary>
public static class Planning
{
    /// <summary>What learning, or staking on several alternatives at once, costs to prove harm, in nats.</summary>
    private static readonly double HarmPrice = Math.Log(6);

    /// <summary>The same for safety.</summary>
    private static readonly double SafePrice = Math.Log(2);

    /// <summary>Requests of both arms until harm is proven, about; infinite when there is none beyond the margin.</summary>
    /// <param name="stable">Stable's share of bad requests, between 0 and 1.</param>
    /// <param name="canary">The canary's.</param>
    /// <param name="weight">The canary's part of the requests, between 0 and 1.</param>
    /// <param name="margin">What is tolerated.</param>
    /// <param name="rules">How sure one has to be.</param>
    /// <param name="metrics">How many metrics guard the rollout.</param>
    public static double RequestsToFail(
        double stable,
        double canary,
        double weight,
        Margin margin,
        JudgeRules rules,
        int metrics = 1
    ) =>
        (rules.HarmLine(metrics) + HarmPrice)
        / Growth.Harm(Between(canary), Between(stable), Between(weight), margin.Checked());

    /// <summary>Requests of both arms until harm as large as the margin is ruled out, about; infinite when it is that large.</summary>
    /// <param name="stable">Stable's share of bad requests, between 0 and 1.</param>
    /// <param name="canary">The canary's.</param>
    /// <param name="weight">The canary's part of the requests, between 0 and 1.</param>
    /// <param name="margin">What is to be ruled out.</param>
    /// <param name="rules">How sure one has to be.</param>
    public static double RequestsToPass(double stable, double canary, double weight, Margin margin, JudgeRules rules) =>
        (rules.SafeLine() + SafePrice)
        / Growth.Safe(Between(canary), Between(stable), Between(weight), margin.Checked());

    private static double Between(double share) =>
        share is > 0 and < 1
            ? share
            : throw new ArgumentOutOfRangeException(nameof(share), share, "a share is between 0 and 1");
}
