using System.Text;
using Serinus.Providers.Certificates;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Secrets;

/// <summary>What a Secret holds for TLS to endpoints.</summary>
/// <param name="Authority">Certificates that must vouch for those of endpoints, or null.</param>
/// <param name="Certificate">The certificate shown to endpoints, or null.</param>
/// <param name="Trouble">Why it cannot be used, as the end of a sentence about it; null when it can.</param>
internal sealed record UpstreamSecret(string? Authority, CertificateConfig? Certificate, string? Trouble)
{
    private const string AuthorityKey = "ca.crt";
    private const string ChainKey = "tls.crt";
    private const string KeyKey = "tls.key";

    /// <summary>One that is not there: what was known of it is not used any more.</summary>
    public static UpstreamSecret Absent { get; } = Broken("does not exist");

    /// <summary>Name of the certificate that a Secret holds for endpoints.</summary>
    public static string NameOf(ObjectKey secret) => $"{secret} for endpoints";

    /// <summary>Reads a Secret.</summary>
    public static UpstreamSecret Read(SecretObject secret)
    {
        var authority = TextOf(secret, AuthorityKey);
        if (authority is not null && AuthorityText.TroubleOf(authority) is { } trouble)
            return Broken($"is of no use: its {AuthorityKey} {trouble.Message}");
        if (TextOf(secret, ChainKey) is null && TextOf(secret, KeyKey) is null)
            return authority is null
                ? Broken($"is of no use: it has neither {AuthorityKey} nor {ChainKey} with {KeyKey}")
                : new UpstreamSecret(authority, null, null);
        var pair = CertificateReader.Read(secret);
        if (pair.Config is not { } certificate)
            return Broken($"is of no use: {pair.Trouble}");
        // It is shown to endpoints alone: without hosts no client of the edge ever gets it.
        certificate = certificate with
        {
            Name = NameOf(secret.Meta.Key),
            Hosts = [],
        };
        return new UpstreamSecret(authority, certificate, null);
    }

    /// <summary>One that the API server does not show.</summary>
    public static UpstreamSecret Unreadable(string reason) => Broken($"cannot be read: {reason}");

    /// <summary>Nothing of what it holds: a key must not get into a log by accident.</summary>
    public override string ToString() => Trouble ?? "what TLS to endpoints needs";

    private static UpstreamSecret Broken(string trouble) => new(null, null, trouble);

    private static string? TextOf(SecretObject secret, string key) =>
        secret.Data.GetValueOrDefault(key) is { Length: > 0 } bytes ? Encoding.UTF8.GetString(bytes) : null;
}
