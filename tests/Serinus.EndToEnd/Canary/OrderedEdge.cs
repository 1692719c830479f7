using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Canary;

/// <summary>The program with a route, a stable service and a canary, and somebody who orders weights of it over its admin endpoint.</summary>
internal sealed class OrderedEdge : IAsyncDisposable
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder folder;
    private readonly HttpClient admin;
    private readonly string[] urls;

    private OrderedEdge(TemporaryFolder folder, SerinusProcess edge, string[] urls)
    {
        (this.folder, Edge, this.urls) = (folder, edge, urls);
        admin = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{edge.AdminPort}") };
        admin.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    public SerinusProcess Edge { get; }

    public static async Task<OrderedEdge> StartAsync(
        RecordingUpstream stable,
        string canaryUrl,
        string? transport = null,
        string route = ""
    )
    {
        var folder = new TemporaryFolder();
        folder.Write("token", Token);
        string[] urls = [stable.Url, canaryUrl];
        var edge = await SerinusProcess.StartAsync(Config(folder, urls, "50", route), transport);
        return new OrderedEdge(folder, edge, urls);
    }

    /// <summary>Writes other weights into the configuration, which the rollout's order goes before.</summary>
    public Task ReloadAsync(string weight) =>
        Edge.ReloadAsync(Config(folder, urls, weight, "timeouts: { total: 20s }"));

    /// <summary>Gives an order and waits until it is served.</summary>
    /// <param name="generation">Its number.</param>
    /// <param name="overlay">What it lays over the route, as JSON members.</param>
    public async Task OrderAsync(long generation, string overlay)
    {
        var order = $$"""
            { "overlay": { "name": "ro", "stable": "stable", "canary": "canary", "generation": {{generation}}, {{overlay}} },
              "isRunning": true, "lease": "01:00:00" }
            """;
        using var content = new StringContent(order, Encoding.UTF8, "application/json");
        using var answer = await admin.PutAsync("/api/v1/orders/ro", content);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        await Readiness.UntilAsync(
            async () => (await WindowAsync()).GetProperty("generation").GetInt64() == generation,
            TimeSpan.FromMinutes(1),
            () => $"order {generation} is not served:\n{Edge.Child.Output}"
        );
    }

    public Task OrderAsync(long generation, decimal percent) =>
        OrderAsync(generation, $"\"canaryPercent\": {percent.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>What the edge says of the rollout.</summary>
    public async Task<JsonElement> WindowAsync()
    {
        using var document = JsonDocument.Parse(await admin.GetStringAsync("/api/v1/windows?rollout=ro"));
        return document.RootElement.GetProperty("rollouts")[0].Clone();
    }

    /// <summary>Waits until the edge has taken the canary out by itself, and tells why.</summary>
    public async Task<string> TakenOutAsync()
    {
        string? why = null;
        await Readiness.UntilAsync(
            async () => (why = (await WindowAsync()).GetProperty("takenOut").GetString()) is not null,
            TimeSpan.FromMinutes(1),
            () => $"the canary was not taken out:\n{Edge.Child.Output}"
        );
        return why!;
    }

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        await Edge.DisposeAsync();
        folder.Dispose();
    }

    private static string Config(TemporaryFolder folder, string[] urls, string weight, string route) =>
        $$"""
            stateFolder: "{{folder.Path}}"
            fleet: { tokenFile: "{{folder.Path}}/token" }
            {{Configs.Canary(weight, [urls[0]], "50", [urls[1]], route)}}
            """;
}
