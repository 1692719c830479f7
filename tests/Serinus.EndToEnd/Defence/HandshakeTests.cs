using System.Net.Sockets;
using System.Security.Authentication;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Defence;

/// <summary>Clients that open a TLS port and leave the edge waiting there.</summary>
[Collection(LoadCollection.Name)]
public class HandshakeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Silent_clients_are_sent_away_and_a_good_one_gets_in_meanwhile(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await TlsEdge.StartAsync(
            transport,
            "limits: { handshakeTime: 2s, handshakesMax: 2 }\n" + Configs.OneService(upstream.Url)
        );
        var silent = await ConnectAsync(edge.Port, 300);

        // Who has said nothing takes no one's turn.
        await using (var good = await edge.ConnectAsync())
            Assert.StartsWith("HTTP/1.1 200", await TlsEdge.AskAsync(good), StringComparison.Ordinal);

        var ends = await Task.WhenAll(silent.Select(client => client.ReadToEndAsync())).WaitAsync(Patience);
        Assert.All(ends, Assert.Empty);
        await DisposeAsync(silent);
        await NothingIsOpenAsync(edge);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Clients_that_stop_half_way_hold_their_turns_no_longer_than_a_handshake_may_take(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await TlsEdge.StartAsync(
            transport,
            "limits: { handshakeTime: 2s, handshakesMax: 2 }\n" + Configs.OneService(upstream.Url)
        );
        var hello = await edge.ClientHelloAsync();
        var stopped = await ConnectAsync(edge.Port, 20);
        foreach (var client in stopped)
            await client.SendAsync(hello);

        await Readiness.UntilAsync(() => IsServedAsync(edge), Patience, () => "no good client gets in");

        await Task.WhenAll(stopped.Select(client => client.ReadToEndAsync())).WaitAsync(Patience);
        await DisposeAsync(stopped);
        await NothingIsOpenAsync(edge);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Without_file_descriptors_open_connections_are_served_and_new_ones_once_there_is_room(
        string transport
    )
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await TlsEdge.StartAsync(
            transport,
            Configs.OneService(upstream.Url),
            "prlimit",
            "--nofile=512"
        );
        await using var early = await edge.ConnectAsync();
        Assert.StartsWith("HTTP/1.1 200", await TlsEdge.AskAsync(early), StringComparison.Ordinal);

        var crowd = await ConnectAsync(edge.Port, 800);
        await Readiness.UntilAsync(
            () => edge.Process.Child.Output.Contains("file", StringComparison.OrdinalIgnoreCase),
            Patience,
            () => $"nothing was said about it:\n{edge.Process.Child.Output}"
        );
        Assert.StartsWith("HTTP/1.1 200", await TlsEdge.AskAsync(early), StringComparison.Ordinal);
        // The program itself still has some: for the connection this question comes on, and for whatever it begins meanwhile.
        Assert.True(await edge.Process.MetricAsync("serinus_connections") > 1);
        Assert.DoesNotContain("   at ", edge.Process.Child.Output, StringComparison.Ordinal);
        Assert.True(edge.Process.Child.Output.Split('\n').Length < 30, "the log is flooded");

        await DisposeAsync(crowd);
        await Readiness.UntilAsync(
            () => IsServedAsync(edge),
            Patience,
            () => $"no new client is served:\n{edge.Process.Child.Output}"
        );
    }

    private static async Task<bool> IsServedAsync(TlsEdge edge)
    {
        Assert.False(edge.Process.Child.HasExited, edge.Process.Child.Output);
        try
        {
            await using var client = await edge.ConnectAsync();
            return (await TlsEdge.AskAsync(client)).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException or SocketException)
        {
            return false;
        }
    }

    private static async Task<List<RawClient>> ConnectAsync(int port, int count)
    {
        var clients = new List<RawClient>(count);
        for (var i = 0; i < count; i++)
            clients.Add(await RawClient.ConnectAsync(port));
        return clients;
    }

    private static async Task DisposeAsync(List<RawClient> clients)
    {
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    private static Task NothingIsOpenAsync(TlsEdge edge) =>
        Readiness.UntilAsync(
            async () => await edge.Process.MetricAsync("serinus_connections") == 0,
            Patience,
            () => "connections are still open"
        );
}
