namespace Serinus.Rollouts.Analysis;

/// <summary>One measurement of an outside source.</summary>
public sealed record Measurement
{
    /// <summary>What was found; null when there was no value.</summary>
    public double? Value { get; init; }

    /// <summary>Whether its expressions passed it; null where they could not tell or there are none.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Why the source could not be asked; null when it answered.</summary>
    public string? Error { get; init; }
}
