using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>A condition on a text.</summary>
[OneOf]
internal sealed record TextMatch
{
    /// <summary>It is this, byte for byte.</summary>
    public string? Exact { get; init; }

    /// <summary>It begins so.</summary>
    public string? Prefix { get; init; }

    /// <summary>It ends so.</summary>
    public string? Suffix { get; init; }

    /// <summary>A regular expression matches the whole of it.</summary>
    public string? Regex { get; init; }
}
