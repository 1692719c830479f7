namespace Serinus.Rollouts.Spec;

/// <summary>How a metric is compared with the same of stable.</summary>
public sealed record CompareSpec
{
    /// <summary>How much worse it may be: a difference of fractions, such as 0.005 for half a percentage point. The default of the metric when null.</summary>
    public double? MarginAbsolute { get; init; }

    /// <summary>How much worse it may be: a ratio, such as 1.5. None when null.</summary>
    public double? MarginRatio { get; init; }
}
