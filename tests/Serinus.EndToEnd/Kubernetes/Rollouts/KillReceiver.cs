using System.Collections.Concurrent;
using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Takes hooks and alerts of rollouts, opens every gate, and tells what was told twice.</summary>
internal sealed class KillReceiver : IAsyncDisposable
{
    private readonly RecordingUpstream server = new();
    private readonly ConcurrentDictionary<string, int> alerts = new();
    private readonly ConcurrentDictionary<string, int> hooks = new();

    public KillReceiver() => server.Script = TakeAsync;

    public string Url => server.Url;

    /// <summary>Different alerts.</summary>
    public int Alerts => alerts.Count;

    /// <summary>Alerts that came more than once, with how often.</summary>
    public string[] Repeated => [.. alerts.Where(one => one.Value > 1).Select(one => $"{one.Value} times {one.Key}")];

    /// <summary>Calls of hooks, by path.</summary>
    public IReadOnlyDictionary<string, int> Hooks => hooks;

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task TakeAsync(RecordedRequest request)
    {
        await request.ReadBodyAsync();
        if (request.Target == "/alert")
        {
            var alert = JsonSerializer.Deserialize<JsonElement>(request.Text);
            alerts.AddOrUpdate($"{alert.GetProperty("id")} {alert.GetProperty("text")}", 1, (_, before) => before + 1);
        }
        else
        {
            hooks.AddOrUpdate(request.Target, 1, (_, before) => before + 1);
        }

        await request.Connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
}
