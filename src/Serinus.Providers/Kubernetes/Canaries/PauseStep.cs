namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>A pause.</summary>
internal sealed record PauseStep
{
    /// <summary>How long; until somebody promotes when absent.</summary>
    public TimeSpan? Duration { get; init; }
}
