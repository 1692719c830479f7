using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Serinus.Providers.Certificates;
using Serinus.Routing.Config;

namespace Serinus.Providers.Acme;

/// <summary>One order from the first request to the certificate (RFC 8555 §7.4).</summary>
internal sealed class AcmeOrder(
    AcmeClient client,
    string host,
    AcmeChallenge challenge,
    IChallengeBoard board,
    TimeProvider time
)
{
    private static readonly TimeSpan decisionTime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan askEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan askEveryMax = TimeSpan.FromMinutes(1);
    private readonly string kind = challenge == AcmeChallenge.Http01 ? "http-01" : "tls-alpn-01";

    /// <summary>The chain, in PEM.</summary>
    /// <param name="key">Private key of the certificate.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="AcmeException">There is none.</exception>
    public async Task<string> RunAsync(ECDsa key, CancellationToken cancellation)
    {
        var (made, url) = await client.OrderAsync(host, cancellation);
        var order = made.Json;
        foreach (var authorization in (order["authorizations"] as JsonArray)?.ToArray() ?? [])
            await AuthorizeAsync(AcmeFields.AsUrl(authorization?.ToString(), "authorization"), cancellation);
        if (order.Text("status") == "pending")
            order = await DecidedAsync(url, "pending", "order", cancellation);
        if (order.Text("status") == "ready")
        {
            var asked = new JsonObject { ["csr"] = Base64Url.EncodeToString(Request(key)) };
            await client.PostAsync(order.Url("finalize"), asked, cancellation);
        }

        order = await DecidedAsync(url, "processing", "order", cancellation, "ready");
        if (order.Text("status") != "valid")
            throw Failed(order, "order");
        return (await client.PostAsync(order.Url("certificate"), null, cancellation)).Text;
    }

    private async Task AuthorizeAsync(Uri url, CancellationToken cancellation)
    {
        var authorization = (await client.PostAsync(url, null, cancellation)).Json;
        if (authorization.Text("status") == "valid")
            return;
        var offered = authorization.Objects("challenges").ToArray();
        var chosen =
            offered.FirstOrDefault(one => one.Text("type") == kind)
            ?? throw new AcmeException(
                new AcmeTrouble(
                    $"the authority offers no {kind} challenge, but {string.Join(", ", offered.Select(one => one.Text("type")))}",
                    "set acme.challenge to one it offers"
                )
            );
        var token = chosen.Text("token");
        // RFC 8555 §8.3: letters, digits, - and _; it becomes part of a path.
        if (token.Length is 0 or > 256 || token.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            throw AcmeReply.Strange("a challenge whose token is none");
        try
        {
            await board.ShowAsync(
                new ChallengeAnswer(challenge, host, token, client.Key.Authorize(token)),
                cancellation
            );
            await client.PostAsync(chosen.Url("url"), new JsonObject(), cancellation);
            authorization = await DecidedAsync(url, "pending", "proof", cancellation);
        }
        finally
        {
            board.Hide();
        }

        if (authorization.Text("status") == "valid")
            return;
        var failed = authorization.Objects("challenges").FirstOrDefault(one => one["error"] is not null);
        throw Failed(failed ?? authorization, "proof");
    }

    /// <summary>Asks for an object until its status is none of those given.</summary>
    private async Task<JsonObject> DecidedAsync(
        Uri url,
        string undecided,
        string what,
        CancellationToken cancellation,
        string alsoUndecided = ""
    )
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var reply = await client.PostAsync(url, null, cancellation);
            var json = reply.Json;
            var status = json.Text("status");
            if (status != undecided && status != alsoUndecided)
                return json;
            if (time.GetElapsedTime(began) > decisionTime)
                throw new AcmeException(
                    new AcmeTrouble(
                        $"the authority has not decided on the {what} within {decisionTime.TotalMinutes:0} minutes",
                        "nothing, if it passes; else look at the authority's status page"
                    )
                );
            var wait = reply.RetryAfter ?? askEvery;
            await Task.Delay(
                wait < askEvery ? askEvery
                    : wait > askEveryMax ? askEveryMax
                    : wait,
                time,
                cancellation
            );
        }
    }

    private byte[] Request(ECDsa key)
    {
        var request = new CertificateRequest(new X500DistinguishedName(""), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(SelfSigned.NamesOf([host]));
        return request.CreateSigningRequest();
    }

    private static AcmeException Failed(JsonObject said, string what) =>
        new(AcmeClient.TroubleOf(said["error"] as JsonObject ?? [], $"{what} {said.Text("status")}", null));
}
