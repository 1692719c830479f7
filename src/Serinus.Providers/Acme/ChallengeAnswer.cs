using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serinus.Providers.Certificates;
using Serinus.Routing.Config;

namespace Serinus.Providers.Acme;

/// <summary>What shows an authority that a host is ours.</summary>
/// <param name="Kind">The kind of challenge.</param>
/// <param name="Host">The host.</param>
/// <param name="Token">The authority's token, checked to be one.</param>
/// <param name="Authorization">The answer to it (RFC 8555 §8.1).</param>
internal sealed record ChallengeAnswer(AcmeChallenge Kind, string Host, string Token, string Authorization)
{
    // As high as a route's priority may be.
    private const int PriorityMax = 1_000_000;
    private const string Protocol = "acme-tls/1";
    private const string IdentifierExtension = "1.3.6.1.5.5.7.1.31";

    /// <summary>RFC 8555 §8.3: the page that answers http-01, before every other route of the host.</summary>
    public RouteConfig? Route =>
        Kind != AcmeChallenge.Http01
            ? null
            : new RouteConfig
            {
                Name = $"acme/{Host}",
                Hosts = [Host],
                Path = new PathConfig(PathKind.Exact, $"/.well-known/acme-challenge/{Token}"),
                Priority = PriorityMax,
                Filters =
                [
                    new FilterConfig
                    {
                        Respond = new RespondConfig { Status = 200, Body = Authorization },
                    },
                ],
            };

    /// <summary>RFC 8737 §3: the certificate that answers tls-alpn-01.</summary>
    public CertificateConfig? Certificate(DateTimeOffset now)
    {
        if (Kind != AcmeChallenge.TlsAlpn01)
            return null;
        var digest = new AsnWriter(AsnEncodingRules.DER);
        digest.WriteOctetString(SHA256.HashData(Encoding.ASCII.GetBytes(Authorization)));
        var pair = SelfSigned.Make(
            [Host],
            now.AddDays(-1),
            TimeSpan.FromDays(8),
            new X509Extension(IdentifierExtension, digest.Encode(), critical: true)
        );
        return new CertificateConfig
        {
            Name = $"acme/{Host}/challenge",
            Hosts = [Host],
            Chain = pair.Chain,
            Key = pair.Key,
            Alpn = Protocol,
        };
    }
}
