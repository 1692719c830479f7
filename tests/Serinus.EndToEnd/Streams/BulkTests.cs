using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Streams;

/// <summary>Large amounts over relayed connections, which need not pass through the program on the way.</summary>
public class BulkTests
{
    private const int Bytes = 48 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_bulk_goes_both_ways_byte_for_byte_and_leaves_nothing_open(string transport)
    {
        await using var upstream = TcpUpstream.Echo();
        await using var edge = await StreamEdge.StartAsync(
            transport,
            $$"""
            streamRoutes:
              - { name: r, backends: [ { service: s } ] }
            services:
              - { name: s, endpoints: [ "{{upstream.Url}}" ] }
            """
        );
        Assert.Equal(3, (await EchoAsync(edge.Port, new byte[3])).Length);
        var before = Pipes(edge.Process.Child.Id);
        var bulk = RandomNumberGenerator.GetBytes(Bytes);

        var echoes = await Task.WhenAll(EchoAsync(edge.Port, bulk), EchoAsync(edge.Port, bulk));

        Assert.All(echoes, echo => Assert.True(bulk.AsSpan().SequenceEqual(echo)));
        await Readiness.UntilAsync(
            () => Pipes(edge.Process.Child.Id) == before,
            Patience,
            () => $"{before} pipes before, {Pipes(edge.Process.Child.Id)} after"
        );
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_side_that_breaks_off_a_bulk_breaks_off_the_other(string transport)
    {
        await using var upstream = new TcpUpstream(
            async (stream, closing) =>
            {
                await stream.ReadExactlyAsync(new byte[4 << 20], closing);
                stream.Socket.Close(0);
            }
        );
        await using var edge = await StreamEdge.StartAsync(
            transport,
            $$"""
            streamRoutes:
              - { name: r, backends: [ { service: s } ] }
            services:
              - { name: s, endpoints: [ "{{upstream.Url}}" ] }
            """
        );

        await Assert.ThrowsAnyAsync<IOException>(() => EchoAsync(edge.Port, new byte[Bytes]));
    }

    /// <summary>Sends it all and is done, while it reads what comes back to the end.</summary>
    private static async Task<byte[]> EchoAsync(int port, byte[] bytes)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        var stream = client.GetStream();
        using var echo = new MemoryStream(bytes.Length);
        var reading = stream.CopyToAsync(echo, limit.Token);
        await stream.WriteAsync(bytes, limit.Token);
        client.Client.Shutdown(SocketShutdown.Send);
        await reading;
        return echo.ToArray();
    }

    private static int Pipes(int process) =>
        Directory
            .EnumerateFileSystemEntries($"/proc/{process}/fd")
            .Count(link => new FileInfo(link).LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true);
}
