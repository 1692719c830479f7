using System.Diagnostics;
using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.RolloutBench;

/// <summary>The program with one rollout between two upstreams, and users who send <see cref="PerSecond"/> requests a second whatever they are answered.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public const int PerSecond = 200;

    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private readonly RecordingUpstream stable = new();
    private readonly RecordingUpstream canary = new();
    private readonly Random random;
    private readonly double errors;
    private SerinusProcess edge = null!;
    private PacedLoad load = null!;
    private long firstExposure;
    private long lastExposure;

    private Shop(double errors, int seed)
    {
        this.errors = errors;
        random = new Random(seed);
        stable.Script = request => AnswerAsync(request, isError: false, "stable");
        canary.Script = AnswerAsCanaryAsync;
    }

    /// <summary>Answers users got that were errors.</summary>
    public long UserErrors => load.Failed;

    /// <summary>Requests the canary answered to users.</summary>
    public long Exposed => load.Bodies.GetValueOrDefault("canary");

    /// <summary>From the first request the canary was sent to the last one.</summary>
    public TimeSpan Exposure => Stopwatch.GetElapsedTime(firstExposure, lastExposure);

    /// <summary>Starts the program, and the users; the run begins at once.</summary>
    /// <param name="steps">Steps of the rollout.</param>
    /// <param name="errors">Share of the canary's answers that are errors, by chance.</param>
    /// <param name="fallback">Whether stable answers what the canary fails.</param>
    /// <param name="seed">Which errors, exactly.</param>
    public static async Task<Shop> OpenAsync(string steps, double errors, bool fallback, int seed)
    {
        var shop = new Shop(errors, seed);
        try
        {
            shop.edge = await SerinusProcess.StartAsync(shop.Config(steps, fallback));
            shop.load = PacedLoad.Start(shop.edge.Port, PerSecond);
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the run has ended and what it ordered is served, and a second more: whatever still leaks to the canary then shows.</summary>
    /// <returns>The rollout as the program tells it.</returns>
    public async Task<JsonElement> EndAsync()
    {
        JsonElement rollout = default;
        await Readiness.UntilAsync(
            async () =>
            {
                rollout = JsonSerializer.Deserialize<JsonElement>(await edge.AskAsync("/api/v1/rollouts/shop"));
                return rollout.GetProperty("phase").GetString() is "Succeeded" or "Failed";
            },
            Hang,
            () => $"the run has no end: {rollout}\n{edge.Child.Output}"
        );
        await load.FurtherAsync(PerSecond);
        await load.StopAsync();
        return rollout;
    }

    public async ValueTask DisposeAsync()
    {
        if (load is not null)
            await load.DisposeAsync();
        if (edge is not null)
            await edge.DisposeAsync();
        await stable.DisposeAsync();
        await canary.DisposeAsync();
    }

    private Task AnswerAsCanaryAsync(RecordedRequest request)
    {
        var now = Stopwatch.GetTimestamp();
        bool isError;
        lock (random)
        {
            firstExposure = firstExposure == 0 ? now : firstExposure;
            lastExposure = now;
            isError = random.NextDouble() < errors;
        }

        return AnswerAsync(request, isError, "canary");
    }

    private static Task AnswerAsync(RecordedRequest request, bool isError, string body) =>
        request.Connection.SendAsync(
            $"HTTP/1.1 {(isError ? "500 Internal Server Error" : "200 OK")}\r\nContent-Length: {body.Length}\r\n\r\n{body}"
        );

    private string Config(string steps, bool fallback) =>
        $$"""
            stateFolder: STATE
            routes:
              - name: app
                backends: [{ service: stable, weight: 100 }, { service: canary, weight: 0 }]
                {{(fallback ? "fallback: { serverError: true }" : "")}}
            services:
              - { name: stable, endpoints: ["{{stable.Url}}"] }
              - { name: canary, endpoints: ["{{canary.Url}}"] }
            rollouts:
              - { name: shop, route: app, stable: stable, canary: canary, revision: v2, steps: "{{steps}}" }
            """;
}
