using Serinus.Testbed;

namespace Serinus.EndToEnd.Rollouts;

/// <summary>
/// An edge that shares its traffic evenly between a stable version and a canary, of whose requests every fourth fails; eighty requests; and a
/// Prometheus that has seen them all.
/// </summary>
public sealed class PrometheusFixture : IAsyncLifetime
{
    public const int Requests = 80;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly RecordingUpstream stable = new();
    private readonly RecordingUpstream canary = new();
    private SerinusProcess? edge;
    private PrometheusProcess? prometheus;

    public string Url => prometheus!.Url;

    public async ValueTask InitializeAsync()
    {
        var asked = 0;
        canary.Script = request =>
            Interlocked.Increment(ref asked) % 4 == 0
                ? request.Connection.SendAsync("HTTP/1.1 500 Bad\r\nContent-Length: 0\r\n\r\n")
                : request.Connection.AnswerAsync();
        edge = await SerinusProcess.StartAsync(Configs.Canary("50", [stable.Url], "50", [canary.Url]));
        prometheus = await PrometheusProcess.StartAsync(edge.AdminPort);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{edge.Port}") };
        for (var i = 0; i < Requests; i++)
            (await client.GetAsync("/")).Dispose();

        await Readiness.UntilAsync(
            async () =>
                (await client.GetStringAsync($"{Url}/api/v1/query?query=sum(serinus_requests_total)")).Contains(
                    $"\"{Requests}\""
                ),
            Patience,
            () => $"Prometheus does not see {Requests} requests:\n{prometheus.Output}"
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (prometheus is not null)
            await prometheus.DisposeAsync();
        if (edge is not null)
            await edge.DisposeAsync();
        await stable.DisposeAsync();
        await canary.DisposeAsync();
    }
}
