namespace Serinus.Testbed;

/// <summary>A real Prometheus that scrapes some pages five times a second, with its data in a folder of its own.</summary>
public sealed class PrometheusProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder;
    private readonly ChildProcess child;
    private readonly int port;

    private PrometheusProcess(TemporaryFolder folder, ChildProcess child, int port) =>
        (this.folder, this.child, this.port) = (folder, child, port);

    public string Url => $"http://127.0.0.1:{port}";

    public string Output => child.Output;

    /// <param name="ports">Ports of the loopback address whose page /metrics is scraped.</param>
    public static async Task<PrometheusProcess> StartAsync(params int[] ports)
    {
        var folder = new TemporaryFolder();
        var port = FreePort.Next();
        var config = folder.Write(
            "prometheus.yml",
            $$"""
            global: { scrape_interval: 200ms, scrape_timeout: 200ms }
            scrape_configs:
              - job_name: edge
                static_configs: [ { targets: [{{string.Join(", ", ports.Select(one => $"'127.0.0.1:{one}'"))}}] } ]
            """
        );
        var child = ChildProcess.Start(
            "prometheus",
            [
                $"--config.file={config}",
                $"--storage.tsdb.path={folder.Path}/data",
                $"--web.listen-address=127.0.0.1:{port}",
                "--log.level=warn",
            ]
        );
        var prometheus = new PrometheusProcess(folder, child, port);
        try
        {
            await Readiness.ListensAsync(child, port, StartTime);
            // It listens before it has read its data, and answers 503 until then.
            using var client = new HttpClient { BaseAddress = new Uri(prometheus.Url) };
            await Readiness.UntilAsync(
                async () =>
                {
                    using var ready = await client.GetAsync("/-/ready");
                    return ready.IsSuccessStatusCode;
                },
                StartTime,
                () => $"Prometheus does not become ready:\n{child.Output}"
            );
            return prometheus;
        }
        catch
        {
            await prometheus.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await child.DisposeAsync();
        folder.Dispose();
    }
}
