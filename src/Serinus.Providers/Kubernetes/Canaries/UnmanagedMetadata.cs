using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Metadata of the Services that somebody else writes, and that stay.</summary>
internal sealed record UnmanagedMetadata
{
    /// <summary>Names of annotations.</summary>
    public ImmutableArray<string> Annotations { get; init; } = [];

    /// <summary>Names of labels.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];
}
