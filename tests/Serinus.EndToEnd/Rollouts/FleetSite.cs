using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Rollouts;

/// <summary>Three edges of one fleet with two routes, each under a rollout: one whose weight is held when nobody plans, one that is taken back. The first edge plans.</summary>
internal sealed class FleetSite : IAsyncDisposable
{
    /// <summary>Host of the route whose weight stays.</summary>
    public const string Hold = "hold";

    /// <summary>Host of the route that goes back to stable.</summary>
    public const string Revert = "revert";

    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder folder = new();
    private readonly RecordingUpstream stable = new();
    private readonly RecordingUpstream canary = new();

    private FleetSite()
    {
        stable.Script = request => AnswerAsync(request, "stable");
        canary.Script = request => AnswerAsync(request, "canary");
        folder.Write("fleet.token", "0123456789abcdef0123456789abcdef");
    }

    /// <summary>The edge that has the rollouts.</summary>
    public SerinusProcess Leader { get; private set; } = null!;

    /// <summary>The two others.</summary>
    public SerinusProcess[] Peers { get; private set; } = [];

    public static async Task<FleetSite> StartAsync()
    {
        var site = new FleetSite();
        site.Peers =
        [
            await SerinusProcess.StartAsync(site.Config("", "")),
            await SerinusProcess.StartAsync(site.Config("", "")),
        ];
        var addresses = string.Join(", ", site.Peers.Select(peer => $"\"http://127.0.0.1:{peer.AdminPort}\""));
        site.Leader = await SerinusProcess.StartAsync(
            site.Config(
                $", peers: [{addresses}], goneTime: 1h",
                $$"""
                rollouts:
                  - {{Rollout(Hold)}}
                  - {{Rollout(Revert)}}
                """
            )
        );
        return site;
    }

    /// <summary>Waits until a rollout is as wanted.</summary>
    public async Task UntilAsync(string rollout, Func<JsonElement, bool> isSo)
    {
        JsonElement last = default;
        await Readiness.UntilAsync(
            async () =>
                isSo(
                    last = JsonSerializer.Deserialize<JsonElement>(await Leader.AskAsync($"/api/v1/rollouts/{rollout}"))
                ),
            Hang,
            () => $"the rollout is {last}\n{Leader.Child.Output}"
        );
    }

    /// <summary>Waits until so many edges of so many have the last order, and it is this weight.</summary>
    public Task ProgrammedAsync(string rollout, decimal percent, int acknowledged) =>
        UntilAsync(
            rollout,
            now =>
                now.GetProperty("weight") is var weight
                && weight.GetProperty("desired").GetDecimal() == percent
                && weight.GetProperty("edges").GetInt32() == 3
                && weight.GetProperty("acknowledged").GetInt32() == acknowledged
        );

    /// <summary>Asks a peer until whoever plans has counted what it did. A look that a peer does not answer in time loses what it counted meanwhile.</summary>
    public async Task CountsPeerAsync(string rollout)
    {
        var before = await CountedAsync(rollout);
        await Readiness.UntilAsync(
            async () =>
            {
                await ShareAsync(Peers[0], rollout);
                return await CountedAsync(rollout) >= before + 100;
            },
            Hang,
            () => $"requests of a peer do not count:\n{Leader.Child.Output}"
        );
    }

    /// <summary>Waits until an edge sends the canary so many of a hundred requests.</summary>
    public static Task SharesAsync(SerinusProcess edge, string rollout, int percent)
    {
        var seen = -1;
        return Readiness.UntilAsync(
            async () => (seen = await ShareAsync(edge, rollout)) == percent,
            Hang,
            () => $"{seen} % is served of {rollout}, not {percent} %:\n{edge.Child.Output}"
        );
    }

    /// <summary>Waits until a problem of an edge has some words.</summary>
    public static Task SaysAsync(SerinusProcess edge, string words) =>
        Readiness.UntilAsync(
            async () => (await edge.AskAsync("/api/v1/problems")).Contains(words, StringComparison.Ordinal),
            Hang,
            () => $"no problem says '{words}':\n{edge.Child.Output}"
        );

    /// <summary>How many of a hundred requests the canary gets.</summary>
    public static async Task<int> ShareAsync(SerinusProcess edge, string rollout)
    {
        await using var client = await RawClient.ConnectAsync(edge.Port);
        var count = 0;
        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync($"GET / HTTP/1.1\r\nHost: {rollout}.test\r\n\r\n");
            count += (await client.ReadResponseAsync()).Text == "canary" ? 1 : 0;
        }

        return count;
    }

    /// <summary>Gives the consent a rollout waits for.</summary>
    public async Task PromoteAsync(string rollout)
    {
        var (status, output) = await ChildProcess.RunAsync(
            Repository.Program,
            [
                "rollout",
                "promote",
                rollout,
                "--token-file",
                Leader.TokenPath,
                "--server",
                $"http://127.0.0.1:{Leader.AdminPort}",
            ],
            Hang
        );
        Assert.True(status == 0, output);
    }

    public async ValueTask DisposeAsync()
    {
        if (Leader is not null)
            await Leader.DisposeAsync();
        foreach (var peer in Peers)
            await peer.DisposeAsync();
        await stable.DisposeAsync();
        await canary.DisposeAsync();
        folder.Dispose();
    }

    private async Task<long> CountedAsync(string rollout)
    {
        var now = JsonSerializer.Deserialize<JsonElement>(await Leader.AskAsync($"/api/v1/rollouts/{rollout}"));
        return now.GetProperty("canaryArm").GetProperty("requests").GetInt64()
            + now.GetProperty("stableArm").GetProperty("requests").GetInt64();
    }

    private static string Rollout(string name) =>
        $"{{ name: {name}, route: {name}, stable: {name}-stable, canary: {name}-canary, revision: v2, "
        + $"failsafe: {{ lease: 3s, onLoss: {name} }}, "
        + "steps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 50 }, { setWeight: 80 }, { pause: {} }] }";

    private static Task AnswerAsync(RecordedRequest request, string body) =>
        request.Connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    // Services of its own for each route: a rollout lies over every route that has both of its backends.
    private string Config(string fleet, string rollouts) =>
        $$"""
            stateFolder: STATE
            fleet: { tokenFile: "{{folder.Path}}/fleet.token"{{fleet}} }
            routes:
              - { name: {{Hold}}, hosts: ["{{Hold}}.test"], backends: [{ service: {{Hold}}-stable }, { service: {{Hold}}-canary, weight: 0 }] }
              - { name: {{Revert}}, hosts: ["{{Revert}}.test"], backends: [{ service: {{Revert}}-stable }, { service: {{Revert}}-canary, weight: 0 }] }
            services:
              - { name: {{Hold}}-stable, endpoints: ["{{stable.Url}}"] }
              - { name: {{Hold}}-canary, endpoints: ["{{canary.Url}}"] }
              - { name: {{Revert}}-stable, endpoints: ["{{stable.Url}}"] }
              - { name: {{Revert}}-canary, endpoints: ["{{canary.Url}}"] }
            {{rollouts}}
            """;
}
