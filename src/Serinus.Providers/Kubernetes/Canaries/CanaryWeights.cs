namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>The canary's weight, wanted, given and seen.</summary>
internal sealed record CanaryWeights
{
    /// <summary>What is wanted, in percent.</summary>
    public decimal Desired { get; init; }

    /// <summary>What the edges have of it.</summary>
    public ProgrammedWeight Programmed { get; init; } = new();

    /// <summary>What became of requests lately; absent when there were none.</summary>
    public ObservedWeight? Observed { get; init; }
}
