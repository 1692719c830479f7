using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Rollouts;

/// <summary>The program with a rollout between two upstreams that answer with their names. The weights of the route are half and half, so that they would show if they were ever served.</summary>
internal sealed class RolloutEdge : IAsyncDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private readonly string route;
    private long canaryRequests;

    private RolloutEdge(string route)
    {
        this.route = route;
        Stable.Script = request => AnswerAsync(request, 200, "stable");
        Canary.Script = request => AnswerAsync(request, 200, "canary");
    }

    public RecordingUpstream Stable { get; } = new();

    public RecordingUpstream Canary { get; } = new();

    public SerinusProcess Edge { get; private set; } = null!;

    /// <summary>Starts it.</summary>
    /// <param name="rollout">Keys of the rollout beside its name, route and backends, on one line each.</param>
    /// <param name="route">Further keys of the route.</param>
    public static async Task<RolloutEdge> StartAsync(string rollout, string route = "")
    {
        var made = new RolloutEdge(route);
        made.Edge = await SerinusProcess.StartAsync(made.Config(rollout));
        return made;
    }

    /// <summary>Makes every n-th request of the canary fail.</summary>
    public void BreakCanary(int everyNth) =>
        Canary.Script = request =>
            AnswerAsync(request, Interlocked.Increment(ref canaryRequests) % everyNth == 0 ? 500 : 200, "canary");

    /// <summary>Writes another rollout into the configuration.</summary>
    public void Write(string rollout) => Edge.WriteConfig(Config(rollout));

    /// <summary>The rollout as the API tells it.</summary>
    public async Task<JsonElement> AskAsync() =>
        JsonSerializer.Deserialize<JsonElement>(await Edge.AskAsync("/api/v1/rollouts/shop"));

    /// <summary>Waits until the rollout is as wanted.</summary>
    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> condition)
    {
        JsonElement last = default;
        await Readiness.UntilAsync(
            async () => condition(last = await AskAsync()),
            Hang,
            () => $"the rollout is {last}\n{Edge.Child.Output}"
        );
        return last;
    }

    /// <summary>Runs a command of the program against this edge, as somebody who may act.</summary>
    public Task<(int ExitCode, string Output)> CommandAsync(params string[] arguments) =>
        ChildProcess.RunAsync(
            Repository.Program,
            ["rollout", .. arguments, "--server", $"http://127.0.0.1:{Edge.AdminPort}"],
            Hang
        );

    public async ValueTask DisposeAsync()
    {
        await Edge.DisposeAsync();
        await Stable.DisposeAsync();
        await Canary.DisposeAsync();
    }

    private static Task AnswerAsync(RecordedRequest request, int status, string body) =>
        request.Connection.SendAsync($"HTTP/1.1 {status} X\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private string Config(string rollout) =>
        $$"""
            stateFolder: STATE
            routes:
              - name: app
                backends:
                  - { service: stable, weight: 50 }
                  - { service: canary, weight: 50 }
                {{route}}
            services:
              - { name: stable, endpoints: ["{{Stable.Url}}"] }
              - { name: canary, endpoints: ["{{Canary.Url}}"] }
            rollouts:
              - name: shop
                route: app
                stable: stable
                canary: canary
                {{rollout.ReplaceLineEndings("\n    ")}}
            """;
}
