using System.Collections.Concurrent;
using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>A service that hooks, alerts and web metrics call. Each path answers what was set for it, 403 at first, and remembers what it was sent.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly RecordingUpstream server = new();
    private readonly ConcurrentDictionary<string, (int Status, string Body)> answers = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(int Status, string Body)>> turns = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> held = new();
    private readonly ConcurrentQueue<(string Path, JsonElement Sent)> calls = new();

    public HookReceiver() => server.Script = AnswerAsync;

    /// <summary>Address of a path.</summary>
    public string Url(string path) => $"{server.Url}/{path}";

    /// <summary>Sets what a path answers from now on.</summary>
    public void Answer(string path, int status, string body = "")
    {
        turns.TryRemove(path, out _);
        answers[path] = (status, body);
    }

    /// <summary>Sets what a path answers to one call after the other; the last for good.</summary>
    public void Answers(string path, params (int Status, string Body)[] inTurn) => turns[path] = new(inTurn);

    /// <summary>Lets a path answer nothing, until <see cref="Release"/>.</summary>
    public void Hold(string path) => held[path] = new TaskCompletionSource();

    /// <summary>Lets a path answer again.</summary>
    public void Release(string path)
    {
        if (held.TryRemove(path, out var one))
            one.SetResult();
    }

    /// <summary>What a path was sent, the oldest first.</summary>
    public JsonElement[] Sent(string path) => [.. calls.Where(call => call.Path == path).Select(call => call.Sent)];

    /// <summary>Waits until a path was called so often.</summary>
    public Task CalledAsync(string path, int times) =>
        Readiness.UntilAsync(
            () => Sent(path).Length >= times,
            TimeSpan.FromMinutes(1),
            () => $"{path} was called {Sent(path).Length} times, not {times}"
        );

    public async ValueTask DisposeAsync()
    {
        foreach (var path in held.Keys)
            Release(path);
        await server.DisposeAsync();
    }

    private async Task AnswerAsync(RecordedRequest request)
    {
        await request.ReadBodyAsync();
        var path = request.Target.TrimStart('/');
        calls.Enqueue(
            (path, request.Body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(request.Body))
        );
        if (held.TryGetValue(path, out var one))
            await one.Task;
        if (turns.TryGetValue(path, out var queue) && queue.TryDequeue(out var turn))
            answers[path] = turn;
        var (status, body) = answers.GetValueOrDefault(path, (403, "closed"));
        var length = status == 204 ? "" : $"Content-Length: {body.Length}\r\n";
        await request.Connection.SendAsync($"HTTP/1.1 {status} Answer\r\n{length}\r\n{body}");
    }
}
