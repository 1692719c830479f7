namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What the edges have of a weight.</summary>
internal sealed record ProgrammedWeight
{
    /// <summary>Edges that have it.</summary>
    public int ProxiesAcked { get; init; }

    /// <summary>Edges that serve.</summary>
    public int Total { get; init; }
}
