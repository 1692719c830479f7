using Serinus.Testbed;

namespace Serinus.EndToEnd.Http;

/// <summary>Which route and which backend a request gets.</summary>
public class RouteChoiceTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Priority_labels_prefixes_and_rules_decide_as_configured(string transport)
    {
        await using var stable = Named("stable");
        await using var canary = Named("canary");
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            trustedNetworks: [127.0.0.1]
            routes:
              - { name: first, path: { prefix: /first }, priority: 10, filters: [ { respond: { body: first } } ] }
              - { name: exact, hosts: [a.test], filters: [ { respond: { body: exact } } ] }
              - { name: one, hosts: ["*.a.test"], oneLabelWildcards: true, filters: [ { respond: { body: one } } ] }
              - { name: begins, hosts: [b.test], path: { stringPrefix: /ab }, filters: [ { respond: { body: begins } } ] }
              - name: split
                hosts: [split.test]
                backends: [ { service: stable, weight: 100 }, { service: canary, weight: 0 } ]
                force: { from: [10.0.0.0/8], rules: [ { header: X-Beta, regex: "y.*", backend: canary } ] }
            services:
              - { name: stable, endpoints: ["{{stable.Url}}"] }
              - { name: canary, endpoints: ["{{canary.Url}}"] }
            """,
            transport
        );

        Assert.Equal("exact", await AskAsync("a.test", "/"));
        Assert.Equal("first", await AskAsync("a.test", "/first/x"));
        Assert.Equal("one", await AskAsync("x.a.test", "/"));
        Assert.StartsWith("404", await AskAsync("y.x.a.test", "/"));
        Assert.Equal("begins", await AskAsync("b.test", "/abc"));
        Assert.StartsWith("404", await AskAsync("b.test", "/a"));
        Assert.Equal("canary", await AskAsync("split.test", "/", "X-Beta: yes\r\nX-Forwarded-For: 10.0.0.1\r\n"));
        Assert.Equal("stable", await AskAsync("split.test", "/", "X-Beta: yes\r\nX-Forwarded-For: 11.0.0.1\r\n"));
        Assert.Equal("yes", stable.Requests[^1].Head["X-Beta"]);

        async Task<string> AskAsync(string host, string target, string fields = "") =>
            (await RawClient.ExchangeAsync(edge.Port, $"GET {target} HTTP/1.1\r\nHost: {host}\r\n{fields}\r\n")).Text;
    }

    private static RecordingUpstream Named(string name) =>
        new()
        {
            Script = request =>
                request.Connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {name.Length}\r\n\r\n{name}"),
        };
}
