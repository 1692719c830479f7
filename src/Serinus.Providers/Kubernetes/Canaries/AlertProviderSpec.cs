using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Where news of canaries are told.</summary>
internal sealed record AlertProviderSpec
{
    /// <summary>In which form.</summary>
    public required AlertProviderType Type { get; init; }

    /// <summary>Channel; that of the address when absent.</summary>
    public string? Channel { get; init; }

    /// <summary>Name of the sender.</summary>
    public string? Username { get; init; }

    /// <summary>URL that takes it. It may hold a secret: better in `secretRef`.</summary>
    [Field(Pattern = "https?://.+", Cure = "a URL of http or https")]
    public string? Address { get; init; }

    /// <summary>Taken for compatibility and without effect: a proxy on the way.</summary>
    public string? Proxy { get; init; }

    /// <summary>A Secret of its namespace with `address`, and `token` where one is wanted.</summary>
    public NamedReference? SecretRef { get; init; }
}
