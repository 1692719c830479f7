using System.Buffers.Binary;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Http2;

/// <summary>Clients that cost the edge more than themselves: each is sent away with ENHANCE_YOUR_CALM or the like, and others are served on.</summary>
public class FloodTests(Http2Edges edges) : IClassFixture<Http2Edges>
{
    /// <summary>What the edge says, and what the framework's server says when what it has to answer piles up first.</summary>
    private static readonly int[] Reasons = [11, 2];

    private const int Frames = 1_500;

    /// <summary>What a client may make the edge dial before it is sent away: a connection for each glitch it is forgiven, and some in flight.</summary>
    private const int DialsMax = 300;

    public static IEnumerable<TheoryDataRow<string, string>> Floods =>
        Ways.With<string>([
            "ping",
            "settings",
            "empty data",
            "rapid reset",
            "priority",
            "window",
            "continuation",
            "continuation of fields",
            "made you reset",
            "bad requests",
        ]);

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task A_flood_ends_the_connection_with_a_reason(string way, string kind)
    {
        var (edge, upstream) = await edges.OnAsync(way);
        var dials = upstream.Connections.Count;
        await using var client = await edge.ConnectAsync();

        var flooding = FloodAsync(client, kind);

        var code = await client.ReadToGoAwayAsync();
        Assert.True(Reasons.Contains(code), $"GOAWAY {code}\n{edge.Process.Child.Output}");
        await flooding;
        await edge.ProbeAsync();
        Assert.InRange(upstream.Connections.Count - dials, 0, DialsMax);
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_busy_client_that_pings_and_cancels_now_and_then_is_no_flood(string way)
    {
        var (edge, _) = await edges.OnAsync(way);
        await using var client = await edge.ConnectAsync();
        for (var i = 0; i < 1_000; i++)
        {
            var stream = 2 * i + 1;
            await client.SendAsync(client.Request(stream));
            await client.SendAsync(RawHttp2.Frame(RawHttp2.Ping, 0, 0, new byte[8]));
            await client.SendAsync(RawHttp2.Frame(RawHttp2.WindowUpdate, 0, 0, 0, 0, 0, 2));
            Assert.Equal("200", await client.OutcomeAsync(stream));
            if (i % 10 == 0)
                await client.SendAsync(RawHttp2.Frame(RawHttp2.RstStream, 0, stream, 0, 0, 0, 8));
        }
    }

    private static async Task FloodAsync(RawHttp2 client, string kind)
    {
        try
        {
            if (kind is "empty data")
                await client.SendAsync(client.Request(1, method: "POST"));
            if (kind.StartsWith("continuation", StringComparison.Ordinal))
                await client.SendAsync(
                    RawHttp2.Frame(RawHttp2.Headers, RawHttp2.End, 1, RawHttp2.Block((":method", "GET")))
                );
            for (var i = 0; i < Frames; i++)
                await client.SendAsync(Next(client, kind, i));
        }
        catch (IOException)
        {
            // The edge has closed the connection, as it should.
        }
    }

    private static byte[] Next(RawHttp2 client, string kind, int i)
    {
        var stream = 2 * i + 1;
        return kind switch
        {
            "ping" => RawHttp2.Frame(RawHttp2.Ping, 0, 0, new byte[8]),
            "settings" => RawHttp2.Frame(RawHttp2.Settings, 0, 0),
            "empty data" => RawHttp2.Frame(RawHttp2.Data, 0, 1),
            "rapid reset" => [.. client.Request(stream), .. RawHttp2.Frame(RawHttp2.RstStream, 0, stream, 0, 0, 0, 8)],
            "priority" => RawHttp2.Frame(RawHttp2.Priority, 0, stream, 0, 0, 0, 0, 1),
            "window" => RawHttp2.Frame(RawHttp2.WindowUpdate, 0, 0, 0, 0, 0, 1),
            "continuation" => RawHttp2.Frame(RawHttp2.Continuation, 0, 1),
            "continuation of fields" => RawHttp2.Frame(RawHttp2.Continuation, 0, 1, RawHttp2.Block(("x-more", "a"))),
            // A window that grows beyond 2^31-1 is an error of the stream (RFC 9113 §6.9.1), which the server has to reset.
            "made you reset" =>
            [
                .. client.Request(stream, method: "POST"),
                .. RawHttp2.Frame(RawHttp2.WindowUpdate, 0, stream, Window(int.MaxValue)),
            ],
            _ => client.Request(stream, "/..%2fb"),
        };
    }

    private static byte[] Window(int increment)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, increment);
        return bytes;
    }
}
