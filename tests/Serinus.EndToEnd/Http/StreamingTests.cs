using Serinus.Testbed;

namespace Serinus.EndToEnd.Http;

/// <summary>Bodies stream: memory depends on buffers, not on bodies.</summary>
public class StreamingTests
{
    private const long Megabyte = 1 << 20;

    /// <summary>What buffers, code compiled on the way and the collector may add while gigabytes pass.</summary>
    private const long GrowthMax = 48 * Megabyte;

    [Theory]
    [InlineData(Transports.Epoll)]
    [InlineData(Transports.Sockets)]
    public Task A_gigabyte_passes_both_ways_with_flat_memory(string transport) => PassAsync(transport, 1024 * Megabyte);

    [Theory]
    [Trait("Speed", "slow")]
    [InlineData(Transports.Epoll)]
    [InlineData(Transports.Sockets)]
    public Task Ten_gigabytes_pass_both_ways_with_flat_memory(string transport) =>
        PassAsync(transport, 10 * 1024 * Megabyte);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_client_that_does_not_read_slows_the_upstream_down(string transport)
    {
        await using var upstream = new RecordingUpstream();
        long sent = 0;
        upstream.Script = async request =>
        {
            await request.Connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {1024 * Megabyte}\r\n\r\n");
            var piece = new byte[64 * 1024];
            while (!request.Connection.Closing.IsCancellationRequested)
            {
                await request.Connection.SendAsync(piece);
                Interlocked.Add(ref sent, piece.Length);
            }
        };
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        await using var client = await RawClient.ConnectAsync(edge.Port);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");

        // Sending comes to rest once the buffers between upstream and client are full.
        long last = -1;
        await Readiness.UntilAsync(
            async () =>
            {
                (var before, last) = (last, Interlocked.Read(ref sent));
                await Task.Delay(200);
                return last > 0 && last == before;
            },
            TimeSpan.FromSeconds(20),
            () => $"the upstream is still sending after {Interlocked.Read(ref sent)} bytes"
        );

        Assert.True(last < 64 * Megabyte, $"{last} bytes went somewhere");
    }

    private static async Task PassAsync(string transport, long bytes)
    {
        await using var upstream = new RecordingUpstream();
        upstream.Script = request => PlayAsync(request, bytes);
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        await DownloadAsync(edge.Port, bytes: 64 * Megabyte, path: "/small");
        await UploadAsync(edge.Port, 64 * Megabyte);
        var before = edge.ResidentBytes();

        await DownloadAsync(edge.Port, bytes, "/large");
        await UploadAsync(edge.Port, bytes);

        var growth = edge.ResidentBytes() - before;
        Assert.True(growth < GrowthMax, $"memory grew by {growth / Megabyte} MB");
    }

    private static async Task PlayAsync(RecordedRequest request, long large)
    {
        request.Connection.Reader.Keeps = false;
        if (request.Method == "PUT")
        {
            await request.SkipBodyAsync();
            await request.Connection.AnswerAsync();
            return;
        }

        var length = request.Target == "/large" ? large : 64 * Megabyte;
        await request.Connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
        var piece = new byte[Megabyte];
        for (var left = length; left > 0; left -= piece.Length)
            await request.Connection.SendAsync(piece);
    }

    private static async Task DownloadAsync(int port, long bytes, string path)
    {
        await using var client = await RawClient.ConnectAsync(port);
        client.Reader.Keeps = false;
        await client.SendAsync($"GET {path} HTTP/1.1\r\nHost: a.test\r\n\r\n");
        var (status, head) = await client.ReadHeadAsync();
        Assert.Equal((200, $"{bytes}"), (status, head["Content-Length"]));
        await client.Reader.SkipAsync(bytes, TestContext.Current.CancellationToken);
    }

    private static async Task UploadAsync(int port, long bytes)
    {
        await using var client = await RawClient.ConnectAsync(port);
        await client.SendAsync($"PUT / HTTP/1.1\r\nHost: a.test\r\nContent-Length: {bytes}\r\n\r\n");
        var piece = new byte[Megabyte];
        for (var left = bytes; left > 0; left -= piece.Length)
            await client.SendAsync(piece);
        Assert.Equal(200, (await client.ReadResponseAsync("PUT")).Status);
    }
}
