namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>An object by its name.</summary>
internal sealed record NamedReference
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace; that of the object that refers to it when absent.</summary>
    public string? Namespace { get; init; }
}
