using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Serinus.Providers.Acme;

/// <summary>The key of an account: it signs every request (RFC 8555 §6.2, RFC 7515) and every proof.</summary>
internal sealed class AccountKey : IDisposable
{
    private readonly ECDsa key;

    private AccountKey(ECDsa key) => this.key = key;

    /// <summary>A new key on the curve P-256.</summary>
    public static AccountKey Make() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The key in a PEM text; null when it holds none that can be used.</summary>
    public static AccountKey? Of(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize == 256)
                return new AccountKey(key);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            // Reported by whoever asked: there is no key in the text.
        }

        key.Dispose();
        return null;
    }

    public string Pem => key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>A signed request.</summary>
    /// <param name="url">Where it goes.</param>
    /// <param name="nonce">The authority's last.</param>
    /// <param name="account">URL of the account; the key itself stands in its place before there is one.</param>
    /// <param name="payload">What is said; null only reads (RFC 8555 §6.3).</param>
    public string Sign(Uri url, string nonce, string? account, JsonNode? payload)
    {
        var head = new JsonObject { ["alg"] = "ES256" };
        if (account is null)
            head["jwk"] = PublicKey();
        else
            head["kid"] = account;
        head["nonce"] = nonce;
        head["url"] = url.AbsoluteUri;
        var protectedPart = Encoded(head.ToJsonString());
        var payloadPart = payload is null ? "" : Encoded(payload.ToJsonString());
        // RFC 7518 §3.4: both numbers of the signature in 32 bytes each.
        var signature = key.SignData(
            Encoding.ASCII.GetBytes($"{protectedPart}.{payloadPart}"),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation
        );
        return new JsonObject
        {
            ["protected"] = protectedPart,
            ["payload"] = payloadPart,
            ["signature"] = Base64Url.EncodeToString(signature),
        }.ToJsonString();
    }

    /// <summary>RFC 8555 §8.1: what is shown as the answer to a challenge.</summary>
    public string Authorize(string token)
    {
        // RFC 7638 §3: the required members in the order of their names, without white space.
        var parts = PublicKey();
        var canonical = $$"""{"crv":"P-256","kty":"EC","x":"{{parts["x"]}}","y":"{{parts["y"]}}"}""";
        return $"{token}.{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
    }

    public void Dispose() => key.Dispose();

    private JsonObject PublicKey()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }

    private static string Encoded(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
