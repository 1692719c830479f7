using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using k8s;

namespace Serinus.Providers.Kubernetes.Api;

/// <summary>
/// A connection to a real API server. The official client brings credentials and TLS; requests and answers are plain JSON, so that no
/// model of an object is built only to be thrown away.
/// </summary>
internal sealed class ApiConnection(KubernetesClientConfiguration configuration, TimeProvider time)
    : IApiServer,
        IDisposable
{
    private static readonly TimeSpan answerTimeout = TimeSpan.FromSeconds(30);

    // An answer larger than this is not read: a page has a few hundred objects, and etcd takes none above 1.5 MB.
    private const long AnswerBytesMax = 1L << 30;

    private readonly k8s.Kubernetes client = new(configuration);

    public Task<ApiAnswer> SendAsync(ApiRequest request, CancellationToken cancellationToken) =>
        GuardedAsync(
            answerTimeout,
            failure => new ApiAnswer(failure),
            async token =>
            {
                using var response = await OpenAsync(request, token);
                if (!response.IsSuccessStatusCode)
                    return new ApiAnswer(await FailureAsync(response, token));
                if (response.Content.Headers.ContentLength > AnswerBytesMax)
                    return new ApiAnswer(new ApiFailure(FailureKind.Broken, "the answer is too large"));
                await using var stream = await response.Content.ReadAsStreamAsync(token);
                return new ApiAnswer(await JsonDocument.ParseAsync(stream, default, token));
            },
            cancellationToken
        );

    public Task<ApiFailure?> WatchAsync(
        ApiRequest request,
        TimeSpan longest,
        Func<JsonElement, ApiFailure?> handle,
        CancellationToken cancellationToken
    ) =>
        GuardedAsync<ApiFailure?>(
            longest,
            failure => failure,
            async token =>
            {
                using var response = await OpenAsync(request, token);
                if (!response.IsSuccessStatusCode)
                    return await FailureAsync(response, token);
                await using var stream = await response.Content.ReadAsStreamAsync(token);
                return await JsonLines.ReadAsync(stream, handle, token);
            },
            cancellationToken
        );

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(client.BaseUri, request.Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (request.Accept is { } accept)
            message.Headers.Accept.ParseAdd(accept);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("serinus", null));
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }

        if (client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(message, cancellationToken);
        return await client.HttpClient.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>Everything that can go wrong outside becomes a failure; only the caller's own cancellation is thrown.</summary>
    private async Task<T> GuardedAsync<T>(
        TimeSpan timeout,
        Func<ApiFailure, T> failed,
        Func<CancellationToken, Task<T>> ask,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ask(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return failed(new ApiFailure(FailureKind.Unreachable, $"no answer within {timeout.TotalSeconds:0} s"));
        }
        catch (JsonException broken)
        {
            return failed(new ApiFailure(FailureKind.Broken, $"the answer is no JSON: {broken.Message}"));
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return failed(new ApiFailure(FailureKind.Unreachable, Innermost(broken)));
        }
        // Credentials run programs and read files, and throw whatever those throw.
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            return failed(new ApiFailure(FailureKind.Unauthorised, $"no credentials: {broken.Message}"));
        }
    }

    private static async Task<ApiFailure> FailureAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        var retryAfter = response.Headers.RetryAfter?.Delta;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return ApiFailure.Of((int)response.StatusCode, Message(response, text), retryAfter);
    }

    /// <summary>The message of the Status object that API servers answer with, or the status line.</summary>
    private static string Message(HttpResponseMessage response, string text)
    {
        try
        {
            using var status = JsonDocument.Parse(text);
            if (
                status.RootElement.ValueKind == JsonValueKind.Object
                && status.RootElement.TryGetProperty("message", out var message)
                && message.GetString() is { Length: > 0 } words
            )
                return words;
        }
        catch (JsonException)
        {
            // Something in between answered; its status has to do.
        }

        return $"{(int)response.StatusCode} {response.ReasonPhrase}";
    }

    private static string Innermost(Exception broken) =>
        broken switch
        {
            { InnerException: System.Security.Authentication.AuthenticationException reason } => reason.Message,
            { InnerException: { } reason } => Innermost(reason),
            _ => broken.Message,
        };
}
