using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Serinus.Providers.Kubernetes.Api;

namespace Serinus.Tests.Providers.Kubernetes.Api;

/// <summary>An API server as a test plays it: it answers by script, and its watches say what the test says.</summary>
internal sealed class FakeApi : IApiServer
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    private readonly Channel<FakeWatch> watches = Channel.CreateUnbounded<FakeWatch>();

    /// <summary>What is answered to a request: JSON, or a failure.</summary>
    public required Func<ApiRequest, (string? Json, ApiFailure? Failure)> Answer { get; set; }

    /// <summary>Method and path of every request but watches, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public Task<ApiAnswer> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Requests.Enqueue($"{request.Method} {request.Path}");
        var (json, failure) = Answer(request);
        return Task.FromResult(json is null ? new ApiAnswer(failure!) : new ApiAnswer(JsonDocument.Parse(json)));
    }

    public async Task<ApiFailure?> WatchAsync(
        ApiRequest request,
        TimeSpan longest,
        Func<JsonElement, ApiFailure?> handle,
        CancellationToken cancellationToken
    )
    {
        var watch = new FakeWatch(request.Path);
        watches.Writer.TryWrite(watch);
        return await watch.RunAsync(handle, cancellationToken);
    }

    /// <summary>Waits for the next watch that is opened.</summary>
    public async Task<FakeWatch> WatchAsync()
    {
        using var limit = new CancellationTokenSource(patience);
        return await watches.Reader.ReadAsync(limit.Token);
    }
}
