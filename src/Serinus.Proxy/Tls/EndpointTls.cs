using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Serinus.Proxy.Tls;

/// <summary>TLS towards one endpoint: what is offered to it, and what was wrong with it last. Used by any thread.</summary>
internal sealed class EndpointTls
{
    private volatile string? refusal;

    public EndpointTls(UpstreamTls rules, string host)
    {
        Rules = rules;
        Host = host;
        Http1 = rules.OptionsFor(host, [SslApplicationProtocol.Http11], Verify);
        Http2 = rules.OptionsFor(host, [SslApplicationProtocol.Http2], Verify);
        Either = rules.OptionsFor(host, [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11], Verify);
    }

    public UpstreamTls Rules { get; }

    public string Host { get; }

    /// <summary>Offers HTTP/1.1 alone.</summary>
    public SslClientAuthenticationOptions Http1 { get; }

    /// <summary>Offers HTTP/2 alone.</summary>
    public SslClientAuthenticationOptions Http2 { get; }

    /// <summary>Lets the endpoint choose.</summary>
    public SslClientAuthenticationOptions Either { get; }

    /// <summary>Why the endpoint's certificate was refused last, as the end of a sentence about the endpoint; null when it was not.</summary>
    public string? Refusal => refusal;

    private bool Verify(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        refusal =
            Rules.Verifies && errors != SslPolicyErrors.None
                ? CertificateFault.Of(shown as X509Certificate2, chain, errors, Rules.NameOf(Host))
                : null;
        return refusal is null;
    }
}
