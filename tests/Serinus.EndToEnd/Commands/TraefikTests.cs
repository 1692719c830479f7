using Serinus.Testbed;

namespace Serinus.EndToEnd.Commands;

/// <summary>The built program with command lines and TOML as users of Traefik 1.7 have them.</summary>
public class TraefikTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const string Reference = """
        defaultEntryPoints = ["http", "https"]
        [entryPoints]
          [entryPoints.http]
          address = "127.0.0.1:HTTP"
            [entryPoints.http.redirect]
            regex = "^http://(.*)"
            replacement = "https://$1"
          [entryPoints.https]
          address = "127.0.0.1:HTTPS"

        """;

    private const string Plain = """
        [entryPoints.http]
        address = "127.0.0.1:HTTP"

        """;

    [Fact]
    public async Task The_reference_redirects_what_a_route_takes_and_serves_the_other_entry_point()
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await TraefikEdge.StartAsync(
            Reference + OneFrontend(upstream.Url, "Host:a.test"),
            "--loglevel=INFO",
            "--WEB",
            "--web.address=127.0.0.1:ADMIN",
            "--web.metrics.prometheus",
            "--web.metrics.prometheus.buckets=0.1,0.3,1.2,5"
        );

        var redirected = await edge.GetAsync("a.test", "/x?y=1");
        Assert.Equal(302, redirected.Status);
        Assert.Equal("https://a.test/x?y=1", redirected.Head["Location"]);
        Assert.Equal(302, (await edge.GetAsync("a.test", "/x", "X-Forwarded-Proto: https")).Status);
        var braces = await edge.GetAsync("a.test", "/%7B%7B.Request%7D%7D");
        Assert.Equal("https://a.test/%7B%7B.Request%7D%7D", braces.Head["Location"]);
        Assert.Equal(404, (await edge.GetAsync("b.test", "/x")).Status);
        Assert.Equal(
            200,
            (await RawClient.ExchangeAsync(edge.Https, "GET /x HTTP/1.1\r\nHost: a.test\r\n\r\n")).Status
        );
        var (status, metrics) = await edge.AskAsync("/metrics");
        Assert.Equal(200, status);
        Assert.Contains("le=\"1.2\"", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("le=\"0.05\"", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_frontend_everything_is_404_and_the_paths_of_old_answer()
    {
        await using var edge = await TraefikEdge.StartAsync(
            Plain,
            "--web",
            "--web.address=127.0.0.1:ADMIN",
            "--web.path=/test",
            "--defaultentrypoints=http,absent"
        );

        Assert.Equal(404, (await edge.GetAsync("a.test", "/")).Status);
        Assert.Equal((200, "OK"), await edge.AskAsync("/test/ping"));
        Assert.Equal(200, (await edge.AskAsync("/test/api")).Status);
        Assert.Equal(200, (await edge.AskAsync("/test/health")).Status);
        Assert.Equal(404, (await edge.AskAsync("/api")).Status);
        await edge.Child.SaysAsync("there is no entry point absent");
    }

    [Fact]
    public async Task Frontends_of_toml_match_split_and_rewrite_as_their_rules_say()
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await TraefikEdge.StartAsync(
            Plain
                + OneFrontend(upstream.Url, "Host: Foo.Bar ; Path:/FOObar")
                + """
                  [frontends.replace]
                  backend = "app"
                    [frontends.replace.routes.one]
                    rule = "Path:/hello;AddPrefix:/blah;ReplacePath:/baz"
                  [frontends.strip]
                  backend = "app"
                    [frontends.strip.routes.one]
                    rule = "PathPrefixStripRegex:/one/{two}/{three:[0-9]+};AddPrefix:/zero"
                  [frontends.prefix]
                  backend = "app"
                    [frontends.prefix.routes.one]
                    rule = "PathPrefixStrip:/stat"

                """,
            "--ping",
            "--entryPoints=Name:traefik Address:127.0.0.1:ADMIN"
        );

        Assert.Equal(404, (await edge.GetAsync("foo.bar", "/foobar")).Status);
        Assert.Equal(200, (await edge.GetAsync("FOO.bar", "/FOObar")).Status);
        await edge.GetAsync("a.test", "/hello");
        await edge.GetAsync("a.test", "/one/some/12345/four");
        await edge.GetAsync("a.test", "/stat/us");
        await edge.GetAsync("a.test", "/status");

        Assert.Equal(
            ["/FOObar", "/baz", "/zero/four", "/us", "/us"],
            upstream.Requests.Select(request => request.Target)
        );
        Assert.Equal("/stat", upstream.Requests[3].Head["X-Forwarded-Prefix"]);
        Assert.Equal("/hello", upstream.Requests[1].Head["X-Replaced-Path"]);
    }

    [Fact]
    public async Task Servers_of_unequal_weight_get_exactly_their_parts()
    {
        await using var heavy = new RecordingUpstream();
        await using var light = new RecordingUpstream();
        await using var edge = await TraefikEdge.StartAsync(
            Plain
                + $$"""
                [file]
                [backends.app.servers.a]
                url = "{{heavy.Url}}"
                weight = 9
                [backends.app.servers.b]
                url = "{{light.Url}}"
                weight = 1
                [frontends.app]
                backend = "app"
                [frontends.app.routes.one]
                rule = "PathPrefix:/"
                """,
            "--ping",
            "--entryPoints=Name:traefik Address:127.0.0.1:ADMIN"
        );

        for (var i = 0; i < 100; i++)
            await edge.GetAsync("a.test", "/");

        Assert.InRange(light.Requests.Count, 9, 11);
        Assert.Equal(100, light.Requests.Count + heavy.Requests.Count);
    }

    [Fact]
    public async Task What_asks_for_a_login_is_closed()
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await TraefikEdge.StartAsync(
            Plain
                + """
                [entryPoints.http.auth.basic]
                users = ["somebody:hash"]

                """
                + OneFrontend(upstream.Url, "Host:a.test"),
            "--ping",
            "--entryPoints=Name:traefik Address:127.0.0.1:ADMIN"
        );

        Assert.Equal(503, (await edge.GetAsync("a.test", "/")).Status);
        Assert.Equal(503, (await edge.GetAsync("b.test", "/")).Status);
        Assert.Empty(upstream.Requests);
        Assert.Contains(
            "its login is not honoured yet",
            (await edge.AskAsync("/api/v1/problems")).Body,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task On_sigterm_ping_fails_while_requests_are_still_served()
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await TraefikEdge.StartAsync(
            Plain + OneFrontend(upstream.Url, "Host:a.test"),
            "--ping",
            "--entryPoints=Name:traefik Address:127.0.0.1:ADMIN",
            "--lifecycle.requestacceptgracetimeout=60s"
        );
        Assert.Equal(200, (await edge.AskAsync("/ping")).Status);

        edge.Child.Signal(Signal.Terminate);

        await Readiness.UntilAsync(
            async () => (await edge.AskAsync("/ping")).Status == 503,
            Patience,
            () => "ping still answers 200"
        );
        Assert.Equal(200, (await edge.GetAsync("a.test", "/")).Status);

        // A second signal means now.
        edge.Child.Signal(Signal.Terminate);
        await edge.Child.WaitForExitAsync(Patience);
    }

    [Fact]
    public async Task An_unknown_flag_is_status_2_with_the_nearest_name()
    {
        var (exitCode, output) = await ChildProcess.RunAsync(Repository.Program, ["run", "--kubernets"], Patience);

        Assert.Equal(2, exitCode);
        Assert.Contains("did you mean --kubernetes?", output, StringComparison.Ordinal);
    }

    private static string OneFrontend(string url, string rule) =>
        $"""
            [file]
            [backends.app.servers.a]
            url = "{url}"
            [frontends.app]
            backend = "app"
            [frontends.app.routes.one]
            rule = "{rule}"

            """;
}
