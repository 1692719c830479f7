using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Serinus.Providers.Acme;

/// <summary>Speaks ACME (RFC 8555) with one authority: signed requests, nonces, the account. One call at a time.</summary>
internal sealed class AcmeClient(HttpClient http, Uri directoryUrl, AccountKey key, string? email, TimeProvider time)
{
    private const int NonceTriesMax = 3;
    private JsonObject? directory;
    private string? nonce;
    private string? account;

    public AccountKey Key => key;

    /// <summary>Makes an order for a host; the reply and its URL.</summary>
    public async Task<(AcmeReply Order, Uri Url)> OrderAsync(string host, CancellationToken cancellation)
    {
        await EnsureAccountAsync(cancellation);
        var asked = new JsonObject
        {
            ["identifiers"] = new JsonArray(new JsonObject { ["type"] = "dns", ["value"] = host }),
        };
        var order = await PostAsync(directory!.Url("newOrder"), asked, cancellation);
        return (order, AcmeFields.AsUrl(order.Location, "Location of an order"));
    }

    /// <summary>A signed request; without payload it only reads (RFC 8555 §6.3).</summary>
    public async Task<AcmeReply> PostAsync(Uri url, JsonNode? payload, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var used = nonce ?? await NewNonceAsync(cancellation);
            nonce = null;
            using var request = new HttpRequestMessage(HttpMethod.Post, url);
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(key.Sign(url, used, account, payload)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/jose+json");
            request.Headers.Accept.ParseAdd("*/*");
            try
            {
                return await SendAsync(request, cancellation);
            }
            catch (AcmeException refused) when (refused.Trouble.Type == AcmeTrouble.BadNonce && tries < NonceTriesMax)
            {
                // RFC 8555 §6.5: the refusal carries a fresh nonce.
            }
            catch (AcmeException refused) when (refused.Trouble.Type == AcmeTrouble.AccountDoesNotExist)
            {
                account = null;
                throw;
            }
        }
    }

    private async Task EnsureAccountAsync(CancellationToken cancellation)
    {
        directory ??= await ReadDirectoryAsync(cancellation);
        if (account is not null)
            return;
        var asked = new JsonObject { ["termsOfServiceAgreed"] = true };
        if (email is not null)
            asked["contact"] = new JsonArray($"mailto:{email}");
        // RFC 8555 §7.3.1: a key that has an account gets that one.
        var reply = await PostAsync(directory.Url("newAccount"), asked, cancellation);
        account = AcmeFields.AsUrl(reply.Location, "Location of an account").AbsoluteUri;
    }

    private async Task<JsonObject> ReadDirectoryAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, directoryUrl);
        var said = (await SendAsync(request, cancellation)).Json;
        if (said["meta"] is JsonObject meta && meta["externalAccountRequired"]?.ToString() == "true")
            throw new AcmeException(
                new AcmeTrouble(
                    "the authority wants an account made elsewhere (external account binding)",
                    "use an authority that needs none"
                )
            );
        return said;
    }

    private async Task<string> NewNonceAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, directory!.Url("newNonce"));
        await SendAsync(request, cancellation);
        return nonce ?? throw AcmeReply.Strange("no Replay-Nonce");
    }

    private async Task<AcmeReply> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            if (response.Headers.TryGetValues("Replay-Nonce", out var fresh))
                nonce = fresh.First();
            var text = await response.Content.ReadAsStringAsync(cancellation);
            var reply = new AcmeReply(text, response.Headers.Location?.OriginalString, RetryAfter(response));
            return response.IsSuccessStatusCode ? reply : throw Refused(response.StatusCode, reply);
        }
        catch (Exception failure)
            when (failure is HttpRequestException
                || (failure is OperationCanceledException && !cancellation.IsCancellationRequested)
            )
        {
            var why =
                failure is HttpRequestException
                    ? failure.InnerException?.Message ?? failure.Message
                    : "no answer in time";
            throw new AcmeException(
                new AcmeTrouble(
                    $"{request.RequestUri?.Host} cannot be asked: {why}",
                    "check the network, DNS, and acme.authorityFile where the authority's endpoint is vouched for by your own"
                ),
                failure
            );
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };

    private static AcmeException Refused(HttpStatusCode status, AcmeReply reply)
    {
        var said = AcmeReply.AsObject(reply.Text) ?? [];
        return new AcmeException(TroubleOf(said, $"status {(int)status}", reply.RetryAfter));
    }

    /// <summary>The trouble a problem document (RFC 7807) tells.</summary>
    public static AcmeTrouble TroubleOf(JsonObject said, string otherwise, TimeSpan? retryAfter)
    {
        const int DetailMax = 500;
        var type = said.Text("type");
        var detail = string.Concat(said.Text("detail").Select(c => char.IsControl(c) ? ' ' : c));
        if (detail.Length > DetailMax)
            detail = detail[..DetailMax];
        var kind = type.Length > 0 ? AcmeTrouble.Short(type) : otherwise;
        var what =
            type == AcmeTrouble.RateLimited
                ? "the authority's rate limit is reached"
                : $"the authority refused it ({kind})";
        return new AcmeTrouble(
            detail.Length > 0 ? $"{what}: {detail}" : what,
            AcmeTrouble.CureOf(type),
            retryAfter,
            type
        );
    }
}
