using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>When the edge takes a canary out at once, by itself.</summary>
internal sealed record FastFail
{
    /// <summary>Errors of the canary within a moment; 0 turns it off.</summary>
    [Field(Minimum = 0)]
    public int MinErrors { get; init; } = 10;

    /// <summary>Fraction of its requests that they must be.</summary>
    [Field(Minimum = 0, Maximum = 1)]
    public double Rate { get; init; } = 0.5;
}
