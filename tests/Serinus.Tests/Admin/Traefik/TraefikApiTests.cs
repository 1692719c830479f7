using System.Net;
using System.Text.Json;

namespace Serinus.Tests.Admin.Traefik;

public class TraefikApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ping_answers_ok_to_get_and_head_and_503_while_draining()
    {
        await using var admin = await new AdminFixture().StartAsync();
        using var head = new HttpRequestMessage(HttpMethod.Head, new Uri("/ping", UriKind.Relative));

        Assert.Equal("OK", await admin.Client.GetStringAsync(new Uri("/ping", UriKind.Relative), Cancellation));
        using var answer = await admin.Client.SendAsync(head, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        admin.Status.Drain();
        using var draining = await admin.Client.GetAsync(new Uri("/ping", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, draining.StatusCode);
    }

    [Fact]
    public async Task Health_counts_requests_by_status_and_their_time()
    {
        await using var admin = await new AdminFixture().StartAsync();
        admin.Publish("shop", ("stable", 1));
        admin.Record(backend: 0, times: 3, milliseconds: 2);
        admin.Record(backend: 0, times: 1, status: 503, milliseconds: 2);

        var health = await JsonAsync(admin, "/health");

        Assert.Equal(4, health.GetProperty("total_count").GetInt64());
        Assert.Equal(3, health.GetProperty("total_status_code_count").GetProperty("200").GetInt64());
        Assert.Equal(1, health.GetProperty("total_status_code_count").GetProperty("503").GetInt64());
        Assert.InRange(health.GetProperty("average_response_time_sec").GetDouble(), 0.0019, 0.0021);
        Assert.Equal(Environment.ProcessId, health.GetProperty("pid").GetInt32());
        Assert.True(health.GetProperty("uptime_sec").GetDouble() > 0);
    }

    [Fact]
    public async Task Providers_show_backends_and_frontends_of_what_is_served()
    {
        await using var admin = await new AdminFixture().StartAsync();
        admin.Publish("shop", ("stable", 90), ("canary", 10));

        var provider = (await JsonAsync(admin, "/api/providers")).GetProperty("test");

        var servers = provider.GetProperty("backends").GetProperty("shop").GetProperty("servers");
        Assert.Equal("http://10.0.0.1:80", servers.GetProperty("stable-0").GetProperty("url").GetString());
        Assert.Equal(90000, servers.GetProperty("stable-0").GetProperty("weight").GetInt32());
        Assert.Equal(10000, servers.GetProperty("canary-0").GetProperty("weight").GetInt32());
        var frontend = provider.GetProperty("frontends").GetProperty("shop");
        Assert.Equal("web", frontend.GetProperty("entryPoints")[0].GetString());
        Assert.Equal("shop", frontend.GetProperty("backend").GetString());
        Assert.True(frontend.GetProperty("passHostHeader").GetBoolean());
    }

    [Theory]
    [InlineData("/api/providers/test/backends", HttpStatusCode.OK)]
    [InlineData("/api/providers/nobody", HttpStatusCode.NotFound)]
    [InlineData("/api/version", HttpStatusCode.OK)]
    [InlineData("/", HttpStatusCode.OK)]
    public async Task A_path_of_old_is_there(string path, HttpStatusCode status)
    {
        await using var admin = await new AdminFixture().StartAsync();
        admin.Publish("shop", ("stable", 1));

        using var answer = await admin.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal(status, answer.StatusCode);
    }

    private static async Task<JsonElement> JsonAsync(AdminFixture admin, string path)
    {
        await using var body = await admin.Client.GetStreamAsync(new Uri(path, UriKind.Relative), Cancellation);
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: Cancellation);
        return document.RootElement.Clone();
    }
}
