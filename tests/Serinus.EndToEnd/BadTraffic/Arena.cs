using Serinus.Testbed;

namespace Serinus.EndToEnd.BadTraffic;

/// <summary>The program on one transport with a recording upstream behind every route.</summary>
public sealed class Arena(SerinusProcess edge, RecordingUpstream upstream, int http1Port) : IAsyncDisposable
{
    private const string CleanTarget = "/clean";
    private const string Clean = $"GET {CleanTarget} HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";

    public SerinusProcess Edge { get; } = edge;

    public RecordingUpstream Upstream { get; } = upstream;

    /// <summary>Port of a listener that speaks no HTTP/2.</summary>
    public int Http1Port { get; } = http1Port;

    /// <summary>Starts both. Each route writes its name into a field, so that the upstream can tell which one matched.</summary>
    public static async Task<Arena> StartAsync(string transport)
    {
        var upstream = new RecordingUpstream();
        var http1Port = FreePort.Next();
        var config = $$"""
            listeners:
              - { name: http1, address: "127.0.0.1:{{http1Port}}", http2: false }
            limits: { bodyBytesMax: 1073741824 }
            routes:
              - name: app
                hosts: [a.test]
                filters: [ { requestHeaders: { set: { X-Route: app } } } ]
                backends: [ { service: upstream } ]
              - name: admin
                hosts: [a.test]
                path: { prefix: /admin }
                filters: [ { requestHeaders: { set: { X-Route: admin } } } ]
                backends: [ { service: upstream } ]
              - name: api
                hosts: [a.test]
                path: { prefix: /api }
                filters:
                  - requestHeaders: { set: { X-Route: api } }
                  - rewrite: { path: { prefix: / } }
                backends: [ { service: upstream } ]
              - name: other
                hosts: [b.test]
                filters: [ { requestHeaders: { set: { X-Route: other } } } ]
                backends: [ { service: upstream } ]
              - name: sticky
                hosts: [c.test]
                cohort: { by: cookie, cookie: arm }
                backends: [ { service: upstream, weight: 50 }, { service: canary, weight: 50 } ]
            services:
              - { name: upstream, endpoints: ["{{upstream.Url}}"], ejection: { failures: 0 } }
              - { name: canary, endpoints: ["{{upstream.Url}}"], ejection: { failures: 0 } }
            """;
        return new Arena(await SerinusProcess.StartAsync(config, transport), upstream, http1Port);
    }

    /// <summary>Requests on record from number <paramref name="first"/> on, probes left out.</summary>
    public RecordedRequest[] RequestsSince(int first) =>
        [.. Upstream.Requests.Skip(first).Where(request => request.Target != CleanTarget)];

    /// <summary>The probe: a clean request on a fresh connection is served as if nothing had been.</summary>
    public async Task ProbeAsync()
    {
        Upstream.Script = RecordingUpstream.AnswerOkAsync;
        var response = await RawClient.ExchangeAsync(Edge.Port, Clean);
        Assert.Equal((200, "ok"), (response.Status, response.Text));
        Assert.False(Edge.Child.HasExited);
        Assert.DoesNotContain("   at ", Edge.Child.Output, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await Edge.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
