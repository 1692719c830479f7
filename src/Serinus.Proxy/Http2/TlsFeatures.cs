using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Serinus.Proxy.Tls;

namespace Serinus.Proxy.Http2;

/// <summary>What the framework's server has to know of TLS that was taken off before: that it was there, and that it was good enough (RFC 9113 §9.2).</summary>
internal sealed class TlsFeatures(TlsConnection connection)
    : ITlsConnectionFeature,
        ITlsHandshakeFeature,
        ITlsApplicationProtocolFeature
{
    // Client certificates are the edge's business; no request asks here for one.
    public X509Certificate2? ClientCertificate { get; set; }

    public SslProtocols Protocol { get; } = connection.Stream.SslProtocol;

    public TlsCipherSuite? NegotiatedCipherSuite { get; } = connection.Stream.NegotiatedCipherSuite;

    public string HostName => "";

    public ReadOnlyMemory<byte> ApplicationProtocol => SslApplicationProtocol.Http2.Protocol;

#pragma warning disable SYSLIB0058 // Required by the interface, and read by nobody.
    public CipherAlgorithmType CipherAlgorithm => CipherAlgorithmType.None;

    public int CipherStrength => 0;

    public HashAlgorithmType HashAlgorithm => HashAlgorithmType.None;

    public int HashStrength => 0;

    public ExchangeAlgorithmType KeyExchangeAlgorithm => ExchangeAlgorithmType.None;

    public int KeyExchangeStrength => 0;
#pragma warning restore SYSLIB0058

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
        Task.FromResult<X509Certificate2?>(null);
}
