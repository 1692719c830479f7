using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Serinus.Admin.Rollouts;

namespace Serinus.Commands.Rollouts;

/// <summary>Rollouts of an edge, through its admin endpoint.</summary>
internal sealed class EdgeSource : IRolloutSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const int TriesMax = 3;

    private readonly HttpClient client;
    private readonly string? tokenFile;

    /// <param name="server">URL of the admin endpoint, with its base path if it has one.</param>
    /// <param name="tokenFile">File with a token that may act; null for none.</param>
    /// <exception cref="SourceException">The URL is none.</exception>
    public EdgeSource(string server, string? tokenFile)
    {
        this.tokenFile = tokenFile;
        if (
            !Uri.TryCreate(server.TrimEnd('/') + "/", UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https")
        )
            throw new SourceException($"'{server}' is no URL; write one such as http://127.0.0.1:8080");
        client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = url,
            Timeout = Patience,
        };
    }

    public void Dispose() => client.Dispose();

    public async Task<IReadOnlyList<RolloutAnswer>> ListAsync(CancellationToken cancellation) =>
        (await GetAsync<RolloutsAnswer>("api/v1/rollouts", cancellation)).Rollouts;

    public Task<RolloutAnswer> GetAsync(string name, CancellationToken cancellation) =>
        GetAsync<RolloutAnswer>($"api/v1/rollouts/{Uri.EscapeDataString(name)}", cancellation);

    public async Task<IReadOnlyList<RolloutAnswer>> HistoryAsync(string name, CancellationToken cancellation) =>
        (await GetAsync<HistoryAnswer>($"api/v1/rollouts/{Uri.EscapeDataString(name)}/history", cancellation)).Runs;

    public async Task<CommandAnswer> ActAsync(
        string name,
        string verb,
        string? revision,
        CancellationToken cancellation
    )
    {
        // The same command may be sent again when an answer got lost: it is carried out once.
        var id = Guid.NewGuid().ToString("N");
        var query = revision is null ? "" : $"?to={Uri.EscapeDataString(revision)}";
        for (var tries = 1; ; tries++)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                new Uri($"api/v1/rollouts/{Uri.EscapeDataString(name)}/{verb}{query}", UriKind.Relative)
            );
            if (tokenFile is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(tokenFile));
            request.Headers.Add("Idempotency-Key", id);
            request.Headers.Add("X-Serinus-Actor", ActorName.OfThisUser());
            try
            {
                using var answer = await SendAsync(request, cancellation);
                if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict)
                    return await ReadAsync<CommandAnswer>(answer, cancellation);
                throw await RefusalAsync(answer, cancellation);
            }
            catch (SourceException trouble) when (trouble.IsPassing && tries < TriesMax)
            {
                await Task.Delay(TimeSpan.FromSeconds(tries), cancellation);
            }
        }
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using var answer = await SendAsync(request, cancellation);
        return answer.StatusCode == HttpStatusCode.OK
            ? await ReadAsync<T>(answer, cancellation)
            : throw await RefusalAsync(answer, cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await client.SendAsync(request, cancellation);
        }
        catch (HttpRequestException trouble)
        {
            throw new SourceException(
                $"no edge answers at {client.BaseAddress}: {trouble.Message}; name its admin endpoint with --server",
                trouble
            )
            {
                IsPassing = true,
            };
        }
        catch (TaskCanceledException trouble) when (!cancellation.IsCancellationRequested)
        {
            throw new SourceException(
                $"the edge at {client.BaseAddress} did not answer in {Patience.TotalSeconds:0} s",
                trouble
            )
            {
                IsPassing = true,
            };
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellation)
                ?? throw new JsonException("it is null");
        }
        catch (Exception trouble) when (trouble is JsonException or NotSupportedException)
        {
            throw new SourceException($"what answers at {client.BaseAddress} is no edge: {trouble.Message}", trouble);
        }
    }

    private async Task<SourceException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            var refusal = await answer.Content.ReadFromJsonAsync<RefusalAnswer>(
                JsonSerializerOptions.Web,
                cancellation
            );
            if (refusal?.Error is { Length: > 0 } why)
                return new SourceException(answer.StatusCode == HttpStatusCode.Unauthorized ? $"{why}{Cure()}" : why)
                {
                    IsPassing = answer.StatusCode == HttpStatusCode.ServiceUnavailable,
                };
        }
        catch (Exception trouble) when (trouble is JsonException or NotSupportedException)
        {
            // Not ours: then its status says all there is.
        }

        return new SourceException(
            $"what answers at {client.BaseAddress} is no admin endpoint of an edge (status {(int)answer.StatusCode}); name it with --server, with its basePath if it has one"
        );
    }

    private string Cure() =>
        tokenFile is null ? "; name a file with one by --token-file or SERINUS_TOKEN_FILE" : $" (token of {tokenFile})";

    /// <summary>The first token of a file; the file of an edge, with names before tokens, is taken as well.</summary>
    private static string Token(string path)
    {
        try
        {
            var line = File.ReadLines(path)
                .Select(line => line.Trim())
                .FirstOrDefault(line => line.Length > 0 && line[0] != '#');
            return line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[^1]
                ?? throw new SourceException($"token file {path} has no token");
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"token file {path} cannot be read: {trouble.Message}", trouble);
        }
    }
}
