using System.Net.Security;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Defence;

/// <summary>Clients that came, were served, and stay: what they cost in memory.</summary>
[Collection(LoadCollection.Name)]
public class IdleConnectionTests
{
    private const int Connections = 10_000;
    private const int AtATime = 32;
    private const long ResidentBytesMax = 500_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    [Trait("Speed", "slow")]
    public async Task Ten_thousand_idle_tls_connections_fit_in_half_a_gigabyte()
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await TlsEdge.StartAsync(
            null,
            "limits: { keepAliveTime: 10m }\n" + Configs.OneService(upstream.Url)
        );
        var before = edge.Process.ResidentBytes();
        var clients = new SslStream[Connections];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => Task.Run(ConnectAsync)));

        Assert.Equal(Connections, await edge.Process.MetricAsync("serinus_connections"));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{edge.Process.ResidentBytes() / 1e6:F0} MB, {before / 1e6:F0} MB of it at the start"
        );

        // What the handshakes left for the collector goes back to the system in its own time.
        await Readiness.UntilAsync(
            () => edge.Process.ResidentBytes() <= ResidentBytesMax,
            Patience,
            () => $"{edge.Process.ResidentBytes() / 1e6:F0} MB, {before / 1e6:F0} MB of it at the start"
        );

        // All of them are still good.
        for (var i = 0; i < Connections; i += 1000)
            Assert.StartsWith("HTTP/1.1 200", await TlsEdge.AskAsync(clients[i]), StringComparison.Ordinal);
        foreach (var client in clients)
            await client.DisposeAsync();

        async Task ConnectAsync()
        {
            for (int i; (i = Interlocked.Increment(ref next)) < Connections; )
            {
                var client = clients[i] = await edge.ConnectAsync($"127.0.0.{1 + i % 4}");
                Assert.StartsWith("HTTP/1.1 200", await TlsEdge.AskAsync(client), StringComparison.Ordinal);
            }
        }
    }
}
