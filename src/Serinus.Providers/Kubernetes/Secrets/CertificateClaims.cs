using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Secrets;

/// <summary>
/// Which Secret's certificate each host is served with. What Ingresses say of a host counts first, the oldest before the others; what no
/// Ingress speaks of goes to the first certificate that names it. Used by one thread at a time.
/// </summary>
internal sealed class CertificateClaims
{
    private readonly Dictionary<string, ObjectKey> owners = new(StringComparer.Ordinal);

    /// <summary>Claims a host for a Secret; the Secret that has it already, when that is another.</summary>
    public ObjectKey? Claim(string host, ObjectKey secret)
    {
        if (owners.TryAdd(host, secret) || owners[host] == secret)
            return null;
        return owners[host];
    }

    /// <summary>The hosts that a Secret's certificate is served for.</summary>
    public ImmutableArray<string> HostsOf(ObjectKey secret) =>
        [.. owners.Where(pair => pair.Value == secret).Select(pair => pair.Key).Order(StringComparer.Ordinal)];

    /// <summary>Whether a certificate names a host: by itself, or by a wildcard, whose star stands for one label (RFC 6125 §6.4.3).</summary>
    public static bool Names(ImmutableArray<string> names, string host)
    {
        if (names.Contains(host))
            return true;
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && names.Contains($"*{host[dot..]}");
    }
}
