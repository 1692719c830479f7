using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Endpoints;

/// <summary>How a port is spoken to.</summary>
/// <param name="Scheme">Scheme of its endpoints.</param>
/// <param name="Protocol">What is spoken there.</param>
internal readonly record struct SpokenProtocol(string Scheme, UpstreamProtocol Protocol)
{
    private static readonly SpokenProtocol http = new("http", UpstreamProtocol.Auto);
    private static readonly SpokenProtocol https = new("https", UpstreamProtocol.Auto);
    private static readonly SpokenProtocol h2c = new("h2c", UpstreamProtocol.Auto);
    private static readonly SpokenProtocol h2 = new("https", UpstreamProtocol.H2);

    public bool IsSecure => Scheme == "https";

    /// <summary>The protocol of a word that annotations and <c>appProtocol</c> use; null for any other.</summary>
    public static SpokenProtocol? Of(string? word) =>
        word switch
        {
            "http" or "kubernetes.io/ws" => http,
            "https" or "kubernetes.io/wss" => https,
            "h2c" or "kubernetes.io/h2c" or "grpc" => h2c,
            "grpcs" => h2,
            _ => null,
        };

    /// <summary>What a port says of itself: first by <c>appProtocol</c>, then by its number and name.</summary>
    public static SpokenProtocol Of(ServicePort port)
    {
        if (Of(port.AppProtocol?.ToLowerInvariant()) is { } said)
            return said;
        if (port.Port == 443 || port.Name.StartsWith("https", StringComparison.Ordinal))
            return https;
        return port.Name is "h2c" || port.Name.StartsWith("h2c-", StringComparison.Ordinal) ? h2c : http;
    }
}
