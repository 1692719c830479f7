using System.Net;
using Serinus.Admin;
using Serinus.Admin.Metrics;
using Serinus.Control;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Tests.Hosting;
using Serinus.Tests.Proxy.Telemetry;

namespace Serinus.Tests.Admin;

/// <summary>An admin endpoint over real HTTP, with counters as a data plane would leave them.</summary>
internal sealed class AdminFixture : IAsyncDisposable
{
    private static readonly double[] Buckets = [0.001, 0.01];

    private readonly MetricsPage metrics;
    private AdminServer? server;

    public AdminFixture()
    {
        Telemetry = new EdgeTelemetry(2, Buckets, accessLog: null);
        Status = new EdgeStatus(Telemetry, () => Live, () => [("web", new IPEndPoint(IPAddress.Loopback, 8000))])
        {
            Providers = [Cluster],
        };
        metrics = new MetricsPage(Status, accessLog: null, "1.2.3");
        Client = new HttpClient();
    }

    public EdgeTelemetry Telemetry { get; }

    public FakeProvider Cluster { get; } = new();

    public EdgeStatus Status { get; }

    public LiveSnapshot? Live { get; private set; }

    public HttpClient Client { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<AdminFixture> StartAsync(string basePath = "")
    {
        server = await AdminServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0),
            basePath,
            Status,
            metrics,
            "1.2.3",
            tokenFile: null,
            Cancellation
        );
        Client.BaseAddress = new Uri($"http://{server.EndPoint}");
        return this;
    }

    public async Task<string> MetricsAsync()
    {
        using var page = new MemoryStream();
        await metrics.WriteAsync(page, Cancellation);
        return System.Text.Encoding.UTF8.GetString(page.ToArray());
    }

    /// <summary>Publishes a route with these arms, each with a service of its name that has one endpoint.</summary>
    public void Publish(string name, params (string Name, decimal Weight)[] arms)
    {
        var fragment = new Fragment
        {
            Provider = "test",
            Listeners = [new ListenerConfig { Name = "web", Address = "127.0.0.1:8000" }],
            Routes =
            [
                new RouteConfig
                {
                    Name = name,
                    Backends = [.. arms.Select(arm => new BackendConfig { Service = arm.Name, Weight = arm.Weight })],
                },
            ],
            Services =
            [
                .. arms.Select(
                    (arm, i) =>
                        new ServiceConfig
                        {
                            Name = arm.Name,
                            Endpoints = [new EndpointConfig($"http://10.0.0.{i + 1}:80")],
                        }
                ),
            ],
        };
        var (snapshot, problems) = Compiler.Compile([fragment], Live?.Snapshot, new byte[32]);
        Assert.Empty(problems);
        Status.Fragments = [fragment];
        Live = LiveBinder.Bind(snapshot, Live, Telemetry.Loops.Length, Buckets.Length);
    }

    /// <summary>Records exchanges of the first route, answered by the backend with this index.</summary>
    public void Record(int backend, int times, int status = 200, int loop = 0, double milliseconds = 0.5)
    {
        for (var i = 0; i < times; i++)
        {
            var exchange = Sample.Exchange(Live!.Routes[0], Live, milliseconds);
            exchange.Backend = backend;
            exchange.Status = status;
            Telemetry.Loops[loop].Record(exchange);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (server is not null)
            await server.DisposeAsync();
        metrics.Dispose();
    }
}
