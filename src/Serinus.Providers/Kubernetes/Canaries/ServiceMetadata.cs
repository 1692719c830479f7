using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What a Service of a canary carries beside what it needs.</summary>
internal sealed record ServiceMetadata
{
    /// <summary>Annotations.</summary>
    public ImmutableDictionary<string, string> Annotations { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Labels.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;
}
