using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>A certificate with its private key.</summary>
public sealed record CertificateConfig
{
    /// <summary>Name; the certificate's identity.</summary>
    public required string Name { get; init; }

    /// <summary>Hosts it is served for: exact, or <c>*.example.com</c>; the subject alternative names of the certificate itself.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>File with the certificate and those that vouch for it, in PEM; read again when it changes.</summary>
    public string? ChainFile { get; init; }

    /// <summary>File with the private key, in PEM; read again when it changes.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The certificate and those that vouch for it, in PEM.</summary>
    public string Chain { get; init; } = "";

    /// <summary>The private key, in PEM. It is never shown, logged or compared.</summary>
    public string Key { get; init; } = "";

    /// <summary>The one application protocol (ALPN) it is served for, as <c>acme-tls/1</c>; any when absent.</summary>
    public string? Alpn { get; init; }

    /// <summary>Where it stands in its source.</summary>
    public Origin? Origin { get; init; }

    /// <summary>The name alone: a key must not get into a log by accident.</summary>
    public override string ToString() => $"certificate {Name}";
}
