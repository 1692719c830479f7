using System.Net;
using Serinus.Control;
using Serinus.Hosting;
using Serinus.Routing.Config;
using Serinus.Tests.Commands;

namespace Serinus.Tests.Hosting;

public sealed class EdgeHostProvidersTests : IDisposable
{
    private readonly ConfigFolder folder = new();
    private readonly StringWriter log = new();
    private readonly HttpClient client = new();
    private readonly FakeProvider cluster = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        client.Dispose();
        log.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Until_the_cluster_has_spoken_nothing_is_open_and_readiness_names_it()
    {
        await using var host = await StartAsync(Sources());

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/livez"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(host, "/readyz"));
        Assert.Equal("starting: waiting for what kubernetes says\n", await AdminAsync(host, "/readyz"));
        Assert.Empty(host.Edge.Bound);

        cluster.Say(Words("shop"));
        await UntilAsync(() => host.Status.NotReadyReason is null);

        Assert.Equal("shop", host.Edge.Live!.Snapshot.Routes.Single().Name);
    }

    [Fact]
    public async Task A_static_part_a_file_and_a_cluster_are_served_together()
    {
        var path = folder.Write("routes: [ { name: fromFile, filters: [ { respond: { status: 200 } } ] } ]");
        await using var host = await StartAsync(Sources() with { ConfigPath = path });

        cluster.Say(Words("fromCluster"));
        await UntilAsync(() => host.Edge.Live is not null);

        Assert.Equal(["fromFile", "fromCluster"], host.Edge.Live!.Snapshot.Routes.Select(route => route.Name));
        Assert.Empty(host.Status.Problems);
        folder.Write("routes: []");
        await UntilAsync(() => host.Edge.Live!.Snapshot.Routes.Length == 1);
    }

    [Fact]
    public async Task Settings_of_the_edge_in_two_places_are_a_problem()
    {
        var path = folder.Write("drainTime: 3s");
        await using var host = await StartAsync(Sources() with { ConfigPath = path });

        cluster.Say(Words());
        await UntilAsync(() => host.Edge.Live is not null);

        Assert.Contains(host.Status.Problems, problem => problem.Message.Contains("second time"));
    }

    [Fact]
    public async Task Every_provider_hears_what_is_wrong()
    {
        await using var host = await StartAsync(Sources());

        cluster.Say(Words("shop") with { Services = [] });
        var problems = await cluster.Reports.Reader.ReadAsync(Cancellation);

        Assert.Equal("there is no service shop; its share is answered 503", problems.Single().Message);
    }

    [Fact]
    public async Task A_port_in_use_is_told_once_the_cluster_has_spoken()
    {
        using var taken = ConfigFolder.Taken();
        await using var host = await StartAsync(Sources($"{taken.LocalEndpoint}"));

        cluster.Say(Words("shop"));

        Assert.StartsWith("no listener could be opened", await host.NothingOpen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_listener_there_is_no_use_in_waiting()
    {
        var sources = Sources();
        var trouble = await Assert.ThrowsAsync<StartupException>(() =>
            StartAsync(sources with { Static = sources.Static! with { Listeners = [] } })
        );

        Assert.Contains("no listener that can be used", trouble.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_already_is_told_while_the_cluster_is_waited_for_and_only_once()
    {
        var sources = Sources();
        var warning = new Problem
        {
            Severity = Severity.Warning,
            Object = new ObjectId(ObjectId.Edge, ""),
            Message = "compress is not honoured",
        };
        await using var host = await StartAsync(
            sources with
            {
                Static = sources.Static! with { Problems = [warning] },
            }
        );
        Assert.Contains(warning.Message, await AdminAsync(host, "/api/v1/problems"), StringComparison.Ordinal);

        cluster.Say(Words("shop"));
        await cluster.Reports.Reader.ReadAsync(Cancellation);

        Assert.Single(Log().Split('\n'), line => line.Contains(warning.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_waits_can_be_ended()
    {
        await using var host = await StartAsync(Sources());

        await host.DrainAsync(Cancellation);

        Assert.StartsWith("draining", await AdminAsync(host, "/readyz"), StringComparison.Ordinal);
    }

    private string Log()
    {
        lock (log)
            return log.ToString();
    }

    private static Fragment Words(params string[] routes) =>
        new()
        {
            Provider = "kubernetes",
            Routes =
            [
                .. routes.Select(name => new RouteConfig
                {
                    Name = name,
                    Hosts = [$"{name.ToLowerInvariant()}.example"],
                    Backends = [new BackendConfig { Service = name }],
                }),
            ],
            Services =
            [
                .. routes.Select(name => new ServiceConfig
                {
                    Name = name,
                    Endpoints = [new EndpointConfig("http://127.0.0.1:1")],
                }),
            ],
        };

    private EdgeSources Sources(string address = "127.0.0.1:0") =>
        new()
        {
            Static = new Fragment
            {
                Provider = "static",
                Listeners = [new ListenerConfig { Name = "http", Address = address }],
                Edge = new EdgeConfig
                {
                    Admin = new AdminConfig { Address = "127.0.0.1:0" },
                    Kubernetes = new KubernetesConfig(),
                },
            },
            Kubernetes = _ => cluster,
        };

    private Task<EdgeHost> StartAsync(EdgeSources sources) =>
        EdgeHost.StartAsync(
            sources,
            transport: null,
            new LineLogger(TextWriter.Synchronized(log), LogFormat.Text, TimeProvider.System),
            Cancellation
        );

    private async Task<HttpStatusCode> StatusAsync(EdgeHost host, string path)
    {
        using var answer = await client.GetAsync(new Uri($"http://{host.AdminEndPoint}{path}"), Cancellation);
        return answer.StatusCode;
    }

    private async Task<string> AdminAsync(EdgeHost host, string path)
    {
        using var answer = await client.GetAsync(new Uri($"http://{host.AdminEndPoint}{path}"), Cancellation);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
            await polls.WaitForNextTickAsync(Cancellation);
    }
}
