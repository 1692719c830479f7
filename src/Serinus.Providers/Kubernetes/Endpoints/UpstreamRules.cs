using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Endpoints;

/// <summary>What an Ingress says of how the ports it refers to are spoken to.</summary>
/// <param name="Protocol">Protocol it asks for, in lower case; null to go by the Service.</param>
/// <param name="Verifies">Whether the certificates of endpoints are verified; null to go by the settings.</param>
/// <param name="ServerName">Name asked for and verified, or null.</param>
/// <param name="Secret">Secret with the authority and the client certificate, or null.</param>
/// <param name="IsBroken">Whether something of it cannot be read: nothing may be reached then, lest it be reached unguarded.</param>
internal sealed record UpstreamRules(
    string? Protocol,
    bool? Verifies = null,
    string? ServerName = null,
    ObjectKey? Secret = null,
    bool IsBroken = false
)
{
    /// <summary>As it stands behind the name of a service, so that each way to speak to a port is a service of its own.</summary>
    public override string ToString() =>
        IsBroken
            ? "in an unknown way"
            : string.Join(
                ' ',
                new[]
                {
                    Protocol,
                    Verifies switch
                    {
                        true => "verified",
                        false => "unverified",
                        _ => null,
                    },
                    ServerName is null ? null : $"as {ServerName}",
                    Secret is null ? null : $"by {Secret}",
                }.OfType<string>()
            );
}
