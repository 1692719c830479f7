using Serinus.Testbed;

namespace Serinus.EndToEnd.Http;

/// <summary>What filters answer, and what they change of a request, seen from both sides of the program.</summary>
public class FilterTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_pattern_redirects_what_it_matches_and_lets_the_rest_pass(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            trustedNetworks: [127.0.0.1]
            routes:
              - name: app
                filters: [ { redirect: { regex: "^http://(.*)", replacement: "https://$1" } } ]
                backends: [ { service: app } ]
              - name: open
                hosts: [open.test]
                filters: [ { redirect: { regex: "^http://open.test/to/(.*)$", replacement: "$1", status: 301 } } ]
                backends: [ { service: app } ]
            services: [ { name: app, endpoints: ["{{upstream.Url}}"] } ]
            """,
            transport
        );

        var (status, location) = await AskAsync("a.test:8080", "/a%20b?c=d&e={{.}}");
        Assert.Equal((302, "https://a.test:8080/a%20b?c=d&e={{.}}"), (status, location));
        Assert.Equal((200, null), await AskAsync("a.test", "/", "X-Forwarded-Proto: https\r\n"));
        Assert.Equal((200, null), await AskAsync("open.test", "/from/x"));
        Assert.Equal((301, "https://b.test/x"), await AskAsync("open.test", "/to/https://b.test/x"));
        Assert.Equal((301, "/x"), await AskAsync("open.test", "/to//x"));
        Assert.Equal((400, null), await AskAsync("open.test", "/to///evil.test"));
        Assert.Equal((400, null), await AskAsync("open.test", "/to/x"));
        Assert.Equal((400, null), await AskAsync("open.test", "/to/https://user@evil.test/"));
        Assert.Equal(2, upstream.Requests.Count);

        async Task<(int, string?)> AskAsync(string host, string target, string fields = "")
        {
            var response = await RawClient.ExchangeAsync(
                edge.Port,
                $"GET {target} HTTP/1.1\r\nHost: {host}\r\n{fields}\r\n"
            );
            return (response.Status, response.Head["Location"]);
        }
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_rewrite_makes_paths_by_pattern_and_tells_endpoint_and_path_asked(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            routes:
              - name: app
                filters:
                  - rewrite:
                      endpointHost: true
                      originalPathHeader: X-Replaced-Path
                      path: { regex: "^/api(/v[0-9]+)?(.*)", replacement: "${2}" }
                backends: [ { service: app } ]
              - name: begins
                path: { stringPrefix: /old }
                filters: [ { rewrite: { path: { prefix: /new/ } } } ]
                backends: [ { service: app } ]
            services: [ { name: app, endpoints: ["{{upstream.Url}}"] } ]
            """,
            transport
        );

        Assert.Equal("/x?q=1", (await AskAsync("/api/v2/x?q=1")).Target);
        Assert.Equal("/", (await AskAsync("/api")).Target);
        Assert.Equal("/y", (await AskAsync("/apiy")).Target);
        Assert.Equal("/new/er/x", (await AskAsync("/older/x")).Target);
        Assert.Equal("/new/x", (await AskAsync("/old/x")).Target);
        var told = await AskAsync("/api/v1/%7Ea", "X-Replaced-Path: /forged\r\nx-replaced-path: /again\r\n");
        Assert.Equal(
            ("/~a", "/api/v1/~a", $"127.0.0.1:{upstream.Port}"),
            (told.Target, told.Head["X-Replaced-Path"], told.Head["Host"])
        );
        var kept = await AskAsync("/other", "X-Replaced-Path: /forged\r\n");
        Assert.Equal(("/other", false), (kept.Target, kept.Head.Has("X-Replaced-Path")));

        async Task<RecordedRequest> AskAsync(string target, string fields = "")
        {
            var response = await RawClient.ExchangeAsync(
                edge.Port,
                $"GET {target} HTTP/1.1\r\nHost: a.test\r\n{fields}\r\n"
            );
            Assert.Equal(200, response.Status);
            return upstream.Requests[^1];
        }
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_listener_lets_in_redirects_and_trusts_for_all_its_routes(string transport)
    {
        await using var upstream = new RecordingUpstream();
        var (inner, closed) = (FreePort.Next(), FreePort.Next());
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            trustedNetworks: [127.0.0.1]
            routes:
              - { name: app, hosts: [a.test], backends: [ { service: app } ] }
              - name: guarded
                hosts: [guarded.test]
                filters: [ { allow: { from: [10.0.0.0/8] } } ]
                backends: [ { service: app } ]
            services: [ { name: app, endpoints: ["{{upstream.Url}}"] } ]
            ---
            listeners:
              - name: inner
                address: "127.0.0.1:{{inner}}"
                trustedNetworks: []
                filters: [ { redirect: { regex: "^http://([^/]+)/go/(.*)", replacement: "https://${1}/$2" } } ]
              - name: closed
                address: "127.0.0.1:{{closed}}"
                filters: [ { allow: { from: [10.0.0.0/8, "::1"] } } ]
            """,
            transport
        );

        // The edge trusts the peer: the client is who it says.
        Assert.Equal(200, (await AskAsync(edge.Port, "guarded.test", "/", "X-Forwarded-For: 10.1.2.3\r\n")).Status);
        var turnedAway = await AskAsync(edge.Port, "guarded.test", "/", "X-Forwarded-For: 11.1.2.3\r\n");
        Assert.Equal((403, "403 this client is not let in\n"), (turnedAway.Status, turnedAway.Text));

        // The inner listener trusts nobody.
        Assert.Equal(403, (await AskAsync(inner, "guarded.test", "/", "X-Forwarded-For: 10.1.2.3\r\n")).Status);
        Assert.Equal(200, (await AskAsync(inner, "a.test", "/", "X-Forwarded-For: 10.1.2.3\r\n")).Status);
        Assert.Equal("127.0.0.1", upstream.Requests[^1].Head["X-Forwarded-For"]);
        var redirected = await AskAsync(inner, "a.test", "/go/x", "X-Forwarded-Proto: https\r\n");
        Assert.Equal((302, "https://a.test/x"), (redirected.Status, redirected.Head["Location"]));
        Assert.Equal(404, (await AskAsync(inner, "unknown.test", "/go/x")).Status);

        Assert.Equal(403, (await AskAsync(closed, "a.test", "/")).Status);
        Assert.Equal(200, (await AskAsync(closed, "a.test", "/", "X-Forwarded-For: 10.1.2.3\r\n")).Status);
        Assert.Equal(404, (await AskAsync(closed, "unknown.test", "/")).Status);

        static Task<RawResponse> AskAsync(int port, string host, string target, string fields = "") =>
            RawClient.ExchangeAsync(port, $"GET {target} HTTP/1.1\r\nHost: {host}\r\n{fields}\r\n");
    }
}
