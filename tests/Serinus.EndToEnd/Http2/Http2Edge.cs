using Serinus.Testbed;

namespace Serinus.EndToEnd.Http2;

/// <summary>The program, and the way in which clients of HTTP/2 reach it.</summary>
public sealed class Http2Edge : IAsyncDisposable
{
    private const string ProbePath = "/probe";

    private readonly TemporaryFolder folder = new();
    private TestAuthority? authority;

    private Http2Edge() { }

    public SerinusProcess Process { get; private set; } = null!;

    /// <summary>Where clients connect to in this way.</summary>
    public int Port { get; private set; }

    public string Scheme => authority is null ? "http" : "https";

    /// <summary>Starts the program with what a test says of routes and services; with TLS it has a listener and a certificate more.</summary>
    public static async Task<Http2Edge> StartAsync(string way, string config)
    {
        var edge = new Http2Edge();
        if (way != Ways.Tls)
        {
            edge.Process = await SerinusProcess.StartAsync(config, way);
            edge.Port = edge.Process.Port;
            return edge;
        }

        edge.authority = new TestAuthority();
        edge.Port = FreePort.Next();
        var pair = edge.authority.Issue("a.test", "localhost");
        var (chain, key) = (edge.folder.Write("chain.pem", pair.Chain), edge.folder.Write("key.pem", pair.Key));
        var listener = $$"""
            listeners:
              - { name: tls, address: "127.0.0.1:{{edge.Port}}", tls: {} }
            certificates:
              - { name: site, chainFile: {{chain}}, keyFile: {{key}} }

            """;
        edge.Process = await SerinusProcess.StartAsync(listener + config);
        return edge;
    }

    /// <summary>A client that sends what it is told, after settings of the payload given.</summary>
    public Task<RawHttp2> ConnectAsync(params byte[] settings) => RawHttp2.ConnectAsync(Port, authority, settings);

    /// <summary>Another client is served as if nothing had been, and the log tells of no fault of the program's own.</summary>
    public async Task ProbeAsync()
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(client.Request(1, ProbePath));
        Assert.Equal("200", await client.OutcomeAsync(1));
        var log = Process.Child.Output;
        Assert.DoesNotContain("Exception", log, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of the edge itself", log, StringComparison.Ordinal);
    }

    /// <summary>What an upstream was asked, probes left out.</summary>
    public static RecordedRequest[] RequestsOf(RecordingUpstream upstream) =>
        [.. upstream.Requests.Where(request => request.Target != ProbePath)];

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        authority?.Dispose();
        folder.Dispose();
    }
}
