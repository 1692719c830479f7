namespace Serinus.Routing.Config;

/// <summary>TLS towards the endpoints of a service.</summary>
public sealed record UpstreamTlsConfig
{
    /// <summary>Whether the endpoint's certificate must be valid for its name and vouched for. Turn it off for tests only: whoever stands in between is then believed.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>Name asked for (SNI) and verified; the endpoint's host unless given.</summary>
    public string? ServerName { get; init; }

    /// <summary>File with the certificates, in PEM, that must vouch for the endpoint's; those the system trusts unless given.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>The same as text, where a provider has it as text.</summary>
    public string? Authority { get; init; }

    /// <summary>Name of the certificate shown to endpoints that ask for one.</summary>
    public string? Certificate { get; init; }
}
