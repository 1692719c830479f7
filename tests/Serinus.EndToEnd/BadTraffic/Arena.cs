using System.Net;
using Serinus.Testbed;

namespace Serinus.EndToEnd.BadTraffic;

/// <summary>The program with a recording upstream behind every route, reached in one way.</summary>
public sealed class Arena : IAsyncDisposable
{
    private const string Clean = "GET /clean HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";

    private readonly TemporaryFolder folder = new();
    private readonly int http1Port = FreePort.Next();
    private TestAuthority? authority;
    private int clients;

    private Arena() { }

    public SerinusProcess Edge { get; private set; } = null!;

    public RecordingUpstream Upstream { get; } = new();

    /// <summary>Where clients connect to.</summary>
    public int Port { get; private set; }

    public string Scheme => authority is null ? "http" : "https";

    /// <summary>Starts both. Each route writes its name into a field, so that the upstream can tell which one matched.</summary>
    public static async Task<Arena> StartAsync(string way)
    {
        var arena = new Arena();
        var (tls, certificates) = way == Ways.Tls ? arena.Secure() : ("", "");
        var config = $$"""
            listeners:
              - { name: http1, address: "127.0.0.1:{{arena.http1Port}}", http2: false{{tls}} }
            {{certificates}}
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
              - { name: upstream, endpoints: ["{{arena.Upstream.Url}}"], ejection: { failures: 0 } }
              - { name: canary, endpoints: ["{{arena.Upstream.Url}}"], ejection: { failures: 0 } }
            """;
        arena.Edge = await SerinusProcess.StartAsync(config, way == Ways.Tls ? null : way);
        if (way != Ways.Tls)
            arena.Port = arena.Edge.Port;
        return arena;
    }

    /// <summary>A client's connection.</summary>
    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Port, authority);

    /// <summary>A client's connection from an address of its own, by which <see cref="RequestsOf"/> knows what it sends.</summary>
    /// <param name="onHttp1Alone">Whether to a listener that speaks no HTTP/2.</param>
    public Task<RawClient> ConnectApartAsync(bool onHttp1Alone = false)
    {
        var number = Interlocked.Increment(ref clients);
        var address = new IPAddress([127, 1, (byte)(number >> 8), (byte)number]);
        return RawClient.ConnectAsync(onHttp1Alone ? http1Port : Port, authority, address);
    }

    /// <summary>One request on a connection of its own.</summary>
    public async Task<RawResponse> ExchangeAsync(string request)
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(request);
        return await client.ReadResponseAsync(request.Split(' ')[0]);
    }

    /// <summary>
    /// Requests on record from number <paramref name="first"/> on that are no other client's: those of clients before may come in late.
    /// A request that got through within another one has no field to say whose it is, and counts.
    /// </summary>
    public RecordedRequest[] RequestsOf(RawClient client, int first)
    {
        var address = client.Address.ToString();
        return [.. Upstream.Requests.Skip(first).Where(IsNoOthers)];

        bool IsNoOthers(RecordedRequest request) => (request.Head["X-Forwarded-For"] ?? address) == address;
    }

    /// <summary>Waits for the first of them.</summary>
    public async Task<RecordedRequest> RequestOfAsync(RawClient client, int first)
    {
        for (var i = first; ; i++)
        {
            await Upstream.RequestAsync(i);
            if (RequestsOf(client, first) is [var request, ..])
                return request;
        }
    }

    /// <summary>The probe: a clean request on a fresh connection is served as if nothing had been.</summary>
    public async Task ProbeAsync()
    {
        Upstream.Script = RecordingUpstream.AnswerOkAsync;
        var response = await ExchangeAsync(Clean);
        Assert.Equal((200, "ok"), (response.Status, response.Text));
        Assert.False(Edge.Child.HasExited);
        CheckLog();
    }

    public async ValueTask DisposeAsync()
    {
        await Edge.DisposeAsync();
        await Upstream.DisposeAsync();
        authority?.Dispose();
        folder.Dispose();
        CheckLog();
    }

    /// <summary>No input leads to an exception in the log.</summary>
    private void CheckLog()
    {
        var log = Edge.Child.Output;
        Assert.False(
            log.Contains("   at ", StringComparison.Ordinal)
                || log.Contains("Exception", StringComparison.Ordinal)
                || log.Contains("fault of the edge itself", StringComparison.Ordinal),
            log
        );
    }

    /// <summary>What both listeners and the configuration say of TLS; the one that clients connect to is another than the program's own.</summary>
    private (string Listener, string Certificates) Secure()
    {
        authority = new TestAuthority();
        Port = FreePort.Next();
        var pair = authority.Issue("a.test", "127.0.0.1");
        var (chain, key) = (folder.Write("chain.pem", pair.Chain), folder.Write("key.pem", pair.Key));
        return (
            ", tls: {}",
            $$"""
              - { name: tls, address: "127.0.0.1:{{Port}}", tls: {} }
            certificates:
              - { name: site, chainFile: {{chain}}, keyFile: {{key}} }
            """
        );
    }
}
