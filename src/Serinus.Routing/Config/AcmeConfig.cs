using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>Certificates from an ACME certificate authority (RFC 8555), asked for and renewed by the edge. Account and certificates are kept in the state folder.</summary>
public sealed record AcmeConfig
{
    /// <summary>URL of the authority's directory.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether you agree to the authority's terms of service; nothing is asked of it otherwise.</summary>
    public bool AcceptTerms { get; init; }

    /// <summary>Where the authority may write to you.</summary>
    public string? Email { get; init; }

    /// <summary>Hosts to have certificates for, one certificate each.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>How a host is shown to be ours.</summary>
    public AcmeChallenge Challenge { get; init; } = AcmeChallenge.Http01;

    /// <summary>File with the certificates, in PEM, that must vouch for the authority's own endpoint; those the system trusts unless given.</summary>
    public string? AuthorityFile { get; init; }
}
