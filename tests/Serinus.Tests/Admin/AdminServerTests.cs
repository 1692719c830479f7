using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Serinus.Admin;
using Serinus.Admin.Metrics;
using Serinus.Routing.Config;

namespace Serinus.Tests.Admin;

public class AdminServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readiness_fails_until_a_snapshot_is_served_and_again_while_draining()
    {
        await using var admin = await new AdminFixture().StartAsync();
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "starting: no complete configuration is served yet\n"),
            await GetAsync(admin, "/readyz")
        );

        admin.Publish("r", ("stable", 1));
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await GetAsync(admin, "/readyz"));

        admin.Status.Drain();
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "draining: the program was told to end\n"),
            await GetAsync(admin, "/readyz")
        );
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(admin, "/healthz"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "draining"), await GetAsync(admin, "/ping"));
    }

    [Fact]
    public async Task Routes_tell_wanted_and_observed_share()
    {
        await using var admin = await new AdminFixture().StartAsync();
        admin.Publish("shop", ("stable", 90), ("canary", 10));
        admin.Record(backend: 0, times: 8);
        admin.Record(backend: 1, times: 2, status: 503, loop: 1);

        var canary = (await JsonAsync(admin, "/api/v1/routes")).GetProperty("routes")[0].GetProperty("backends")[1];

        Assert.Equal("canary", canary.GetProperty("name").GetString());
        Assert.Equal(0.1, canary.GetProperty("wantedShare").GetDouble());
        Assert.Equal(0.2, canary.GetProperty("observedShare").GetDouble());
        Assert.Equal(2, canary.GetProperty("requests").GetInt64());
        Assert.Equal(2, canary.GetProperty("serverErrors").GetInt64());
    }

    [Fact]
    public async Task Services_tell_health_and_load_of_each_endpoint()
    {
        await using var admin = await new AdminFixture().StartAsync();
        admin.Publish("shop", ("stable", 1), ("canary", 1));
        admin.Live!.Services[1].Endpoints[0].Enter();

        var service = (await JsonAsync(admin, "/api/v1/services")).GetProperty("services")[1];

        var endpoint = service.GetProperty("endpoints")[0];
        Assert.Equal("http://10.0.0.2:80", endpoint.GetProperty("address").GetString());
        Assert.True(endpoint.GetProperty("available").GetBoolean());
        Assert.Equal(1, endpoint.GetProperty("inFlight").GetInt32());
        Assert.Equal(JsonValueKind.Null, endpoint.GetProperty("lastError").ValueKind);
    }

    [Fact]
    public async Task Problems_tell_place_and_cure()
    {
        await using var admin = await new AdminFixture().StartAsync();
        admin.Status.Reloaded(
            [
                new Problem
                {
                    Object = new ObjectId(ObjectId.Route, "web"),
                    Field = "hosts[0]",
                    Message = "host \"a b\" has a space",
                    Cure = "remove it",
                    Location = new Location("serinus.yaml", 7, 3),
                },
            ],
            DateTimeOffset.UnixEpoch
        );

        var problem = (await JsonAsync(admin, "/api/v1/problems")).GetProperty("problems")[0];

        Assert.Equal("error", problem.GetProperty("severity").GetString());
        Assert.Equal("serinus.yaml", problem.GetProperty("source").GetString());
        Assert.Equal(7, problem.GetProperty("line").GetInt32());
        Assert.Equal("remove it", problem.GetProperty("cure").GetString());
        Assert.Equal(1, (await JsonAsync(admin, "/api/v1/snapshot")).GetProperty("errors").GetInt32());
    }

    [Fact]
    public async Task Problems_of_one_object_of_a_cluster_are_found_by_its_kind_and_name()
    {
        await using var admin = await new AdminFixture().StartAsync();
        ObjectId[] objects = [new("Ingress", "shop/web"), new("Ingress", "shop/other"), new("Service", "shop/web")];
        admin.Status.Reloaded(
            [.. objects.Select(id => new Problem { Object = id, Message = $"trouble of {id}" })],
            DateTimeOffset.UnixEpoch
        );

        var answer = await JsonAsync(admin, "/api/v1/problems?kind=Ingress&name=shop/web");
        var page = await admin.MetricsAsync();

        var problem = Assert.Single(answer.GetProperty("problems").EnumerateArray());
        Assert.Equal("trouble of Ingress shop/web", problem.GetProperty("message").GetString());
        Assert.Contains(
            "serinus_object_problems{severity=\"error\",kind=\"Ingress\"} 2\n",
            page,
            StringComparison.Ordinal
        );
        admin.Status.Reloaded([], DateTimeOffset.UnixEpoch);
        Assert.Contains(
            "serinus_object_problems{severity=\"error\",kind=\"Ingress\"} 0\n",
            await admin.MetricsAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_state_of_the_cluster_is_told_when_there_is_one()
    {
        await using var admin = await new AdminFixture().StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(admin, "/api/v1/kubernetes")).Item1);

        admin.Cluster.State = new System.Text.Json.Nodes.JsonObject { ["connected"] = true };

        Assert.True((await JsonAsync(admin, "/api/v1/kubernetes")).GetProperty("connected").GetBoolean());
    }

    [Fact]
    public async Task A_base_path_stands_before_every_path()
    {
        await using var admin = await new AdminFixture().StartAsync("/test/");

        Assert.Equal((HttpStatusCode.OK, "OK"), await GetAsync(admin, "/test/ping"));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(admin, "/test/api")).Item1);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(admin, "/test/metrics")).Item1);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(admin, "/test/")).Item1);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(admin, "/ping")).Item1);
    }

    [Fact]
    public async Task The_snapshot_tells_generation_and_listeners()
    {
        await using var admin = await new AdminFixture().StartAsync();
        Assert.Equal(0, (await JsonAsync(admin, "/api/v1/snapshot")).GetProperty("generation").GetInt64());

        admin.Publish("shop", ("stable", 1));
        var snapshot = await JsonAsync(admin, "/api/v1/snapshot");

        Assert.Equal(1, snapshot.GetProperty("generation").GetInt64());
        Assert.Equal("127.0.0.1:8000", snapshot.GetProperty("listeners")[0].GetProperty("bound").GetString());
        Assert.Equal(JsonValueKind.Null, snapshot.GetProperty("notReadyReason").ValueKind);
    }

    [Fact]
    public async Task OpenApi_lists_every_endpoint_with_its_answer()
    {
        await using var admin = await new AdminFixture().StartAsync();

        var document = await JsonAsync(admin, "/api/v1/openapi.json");

        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order();
        Assert.Equal(
            [
                "/api/v1/certificates",
                "/api/v1/kubernetes",
                "/api/v1/orders/{rollout}",
                "/api/v1/problems",
                "/api/v1/rollouts",
                "/api/v1/rollouts/{name}",
                "/api/v1/rollouts/{name}/history",
                "/api/v1/rollouts/{name}/{verb}",
                "/api/v1/routes",
                "/api/v1/services",
                "/api/v1/snapshot",
                "/api/v1/stream-routes",
                "/api/v1/windows",
                "/healthz",
                "/livez",
                "/metrics",
                "/ping",
                "/readyz",
            ],
            paths
        );
        var backend = document.GetProperty("components").GetProperty("schemas").GetProperty("BackendAnswer");
        Assert.True(backend.GetProperty("properties").TryGetProperty("observedShare", out _));
    }

    [Fact]
    public async Task Metrics_are_served_as_prometheus_text()
    {
        await using var admin = await new AdminFixture().StartAsync();

        using var answer = await admin.Client.GetAsync(new Uri("/metrics", UriKind.Relative), Cancellation);

        Assert.Equal(MetricsPage.ContentType, answer.Content.Headers.ContentType?.ToString());
        Assert.Contains(
            "\nserinus_config_generation 0\n",
            await answer.Content.ReadAsStringAsync(Cancellation),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_address_in_use_is_an_io_exception()
    {
        await using var admin = new AdminFixture();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        await Assert.ThrowsAsync<IOException>(() =>
            AdminServer.StartAsync(
                (IPEndPoint)taken.LocalEndpoint,
                "",
                admin.Status,
                new MetricsPage(admin.Status, null, "1"),
                "1",
                tokenFile: null,
                Cancellation
            )
        );
    }

    private static async Task<(HttpStatusCode, string)> GetAsync(AdminFixture admin, string path)
    {
        using var answer = await admin.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<JsonElement> JsonAsync(AdminFixture admin, string path)
    {
        await using var body = await admin.Client.GetStreamAsync(new Uri(path, UriKind.Relative), Cancellation);
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: Cancellation);
        return document.RootElement.Clone();
    }
}
