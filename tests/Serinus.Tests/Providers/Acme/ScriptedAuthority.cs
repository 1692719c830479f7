using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Serinus.Tests.Providers.Acme;

/// <summary>An authority that checks every signature and nonce, says what it is told to, and gives certificates of 90 days.</summary>
internal sealed class ScriptedAuthority(TimeProvider time) : HttpMessageHandler
{
    public const string Directory = "https://ca.test/directory";
    private readonly ECDsa issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly HashSet<string> nonces = [];
    private readonly Queue<Func<HttpResponseMessage>> refusals = [];
    private int nonce;
    private string host = "";
    private string status = "pending";
    private byte[]? request;
    private ECDsa? accountKey;

    public List<string> Asked { get; } = [];

    public string Token { get; } = "token-_1";

    /// <summary>What the next order is answered with, in place of an order.</summary>
    public void RefuseOrder(string type, HttpStatusCode code, string detail, int? retryAfter = null) =>
        refusals.Enqueue(() =>
        {
            var response = Problem(code, type, detail);
            if (retryAfter is { } seconds)
                response.Headers.Add("Retry-After", seconds.ToString());
            return response;
        });

    /// <summary>How the proof ends.</summary>
    public bool ProofFails { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancel)
    {
        var path = message.RequestUri!.AbsolutePath;
        lock (Asked)
            Asked.Add(path);
        if (path == "/directory")
            return Json(
                new JsonObject
                {
                    ["newNonce"] = "https://ca.test/nonce",
                    ["newAccount"] = "https://ca.test/account",
                    ["newOrder"] = "https://ca.test/order",
                }
            );
        if (path == "/nonce")
            return Fresh(new HttpResponseMessage(HttpStatusCode.OK));
        var (payload, isGood) = Verified(JsonNode.Parse(await message.Content!.ReadAsStringAsync(cancel))!, message);
        if (!isGood)
            return Problem(HttpStatusCode.BadRequest, "badNonce", "another one, please");
        return Fresh(Answer(path, payload));
    }

    private HttpResponseMessage Answer(string path, JsonNode? payload)
    {
        switch (path)
        {
            case "/account":
                Assert.True((bool)payload!["termsOfServiceAgreed"]!);
                return At("https://ca.test/account/1", new JsonObject { ["status"] = "valid" });
            case "/order" when refusals.TryDequeue(out var refusal):
                return refusal();
            case "/order":
                host = (string)payload!["identifiers"]![0]!["value"]!;
                status = "pending";
                request = null;
                return At("https://ca.test/order/1", Order());
            case "/order/1":
                return Json(Order());
            case "/authorization":
                return Json(Authorization());
            case "/challenge":
                status = ProofFails ? "invalid" : "valid";
                return Json([]);
            case "/finalize":
                request = Base64Url.DecodeFromChars((string)payload!["csr"]!);
                return Json(Order());
            default:
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Chain()) };
        }
    }

    private JsonObject Order() =>
        new()
        {
            ["status"] =
                request is not null ? "valid"
                : status == "valid" ? "ready"
                : status,
            ["authorizations"] = new JsonArray("https://ca.test/authorization"),
            ["finalize"] = "https://ca.test/finalize",
            ["certificate"] = "https://ca.test/certificate",
        };

    private JsonObject Authorization() =>
        new() { ["status"] = status, ["challenges"] = new JsonArray(Challenge("http-01"), Challenge("tls-alpn-01")) };

    private JsonObject Challenge(string type)
    {
        var challenge = new JsonObject
        {
            ["type"] = type,
            ["url"] = "https://ca.test/challenge",
            ["token"] = Token,
        };
        if (status == "invalid")
            challenge["error"] = new JsonObject
            {
                ["type"] = "urn:ietf:params:acme:error:connection",
                ["detail"] = "nobody answers at port 80",
            };
        return challenge;
    }

    private string Chain()
    {
        var asked = CertificateRequest.LoadSigningRequest(
            request!,
            HashAlgorithmName.SHA256,
            CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions
        );
        var issuer = X509SignatureGenerator.CreateForECDsa(issuerKey);
        using var certificate = asked.Create(
            new X500DistinguishedName("CN=ca"),
            issuer,
            time.GetUtcNow().AddHours(-1),
            time.GetUtcNow().AddDays(90),
            [1, 2, 3]
        );
        return certificate.ExportCertificatePem();
    }

    /// <summary>RFC 8555 §6.2: signature, URL and nonce of a request; false when the nonce is not known.</summary>
    private (JsonNode? Payload, bool IsGood) Verified(JsonNode signed, HttpRequestMessage message)
    {
        Assert.Equal("application/jose+json", message.Content!.Headers.ContentType!.ToString());
        var head = JsonNode.Parse(Base64Url.DecodeFromChars((string)signed["protected"]!))!;
        if (head["jwk"] is { } key)
            accountKey = ECDsa.Create(
                new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP256,
                    Q = new ECPoint
                    {
                        X = Base64Url.DecodeFromChars((string)key["x"]!),
                        Y = Base64Url.DecodeFromChars((string)key["y"]!),
                    },
                }
            );
        else
            Assert.Equal("https://ca.test/account/1", (string)head["kid"]!);
        Assert.Equal(message.RequestUri!.AbsoluteUri, (string)head["url"]!);
        Assert.True(
            accountKey!.VerifyData(
                Encoding.ASCII.GetBytes($"{signed["protected"]}.{signed["payload"]}"),
                Base64Url.DecodeFromChars((string)signed["signature"]!),
                HashAlgorithmName.SHA256,
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation
            )
        );
        var payload = Base64Url.DecodeFromChars((string)signed["payload"]!);
        lock (nonces)
            return (payload.Length == 0 ? null : JsonNode.Parse(payload), nonces.Remove((string)head["nonce"]!));
    }

    /// <summary>Makes the authority forget the nonces it gave.</summary>
    public void ForgetNonces()
    {
        lock (nonces)
            nonces.Clear();
    }

    private HttpResponseMessage Problem(HttpStatusCode code, string type, string detail)
    {
        var response = Json(new JsonObject { ["type"] = $"urn:ietf:params:acme:error:{type}", ["detail"] = detail });
        response.StatusCode = code;
        return Fresh(response);
    }

    private HttpResponseMessage Fresh(HttpResponseMessage response)
    {
        var given = $"nonce{Interlocked.Increment(ref nonce)}";
        lock (nonces)
            nonces.Add(given);
        response.Headers.Remove("Replay-Nonce");
        response.Headers.Add("Replay-Nonce", given);
        return response;
    }

    private static HttpResponseMessage At(string location, JsonObject json)
    {
        var response = Json(json);
        response.Headers.Location = new Uri(location);
        return response;
    }

    private static HttpResponseMessage Json(JsonObject json) =>
        new(HttpStatusCode.OK) { Content = new StringContent(json.ToJsonString()) };
}
