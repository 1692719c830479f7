using Serinus.Testbed;

namespace Serinus.EndToEnd.Http2;

/// <summary>Clients that would have the edge hold more than they send: its memory stays within a bound, and others are served meanwhile.</summary>
public class MemoryTests
{
    private const int Streams = 100;

    /// <summary>
    /// What the process may grow by. 100 streams hold some 10 MiB at most, and what the runtime has not given back yet comes on top; were the
    /// attacks to succeed, it would be hundreds.
    /// </summary>
    private const long GrowthMax = 64 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static IEnumerable<TheoryDataRow<string, string>> Stalls =>
        Ways.With<string>(["no window of a stream", "no window of the connection", "small replies"]);

    [Theory]
    [MemberData(nameof(Stalls))]
    public async Task Replies_that_nobody_takes_are_bounded_and_cut_in_time(string way, string kind)
    {
        await using var upstream = new RecordingUpstream();
        upstream.Script = request =>
            request.Target == "/stalls" && kind != "small replies"
                ? EndlessAsync(request)
                : request.Connection.AnswerAsync();
        await using var edge = await Http2Edge.StartAsync(
            way,
            "limits: { bodyIdleTime: 3s }\n" + Configs.OneService(upstream.Url)
        );
        await edge.ProbeAsync();
        var before = edge.Process.ResidentBytes();
        // SETTINGS_INITIAL_WINDOW_SIZE of zero, or what is usual, of which the first two streams use up the connection's.
        byte[] settings = kind == "no window of the connection" ? [] : [0, 4, 0, 0, 0, 0];
        await using var client = await edge.ConnectAsync(settings);

        for (var i = 0; i < Streams; i++)
            await client.SendAsync(client.Request(2 * i + 1, "/stalls"));
        await Readiness.UntilAsync(
            () => upstream.Requests.Count(request => request.Target == "/stalls") == Streams,
            Patience,
            () => "not all were asked"
        );
        await edge.ProbeAsync();
        Assert.InRange(edge.Process.ResidentBytes() - before, long.MinValue, GrowthMax);

        var isReset = new HashSet<int>();
        while (isReset.Count < Streams && await client.ReadAsync() is { } frame)
        {
            if (frame.Type == RawHttp2.RstStream)
                isReset.Add(frame.Stream);
        }

        if (kind != "small replies")
            await Readiness.UntilAsync(
                () => upstream.Connections.Count(connection => !connection.IsClosed) <= 2,
                Patience,
                () => "the upstream still sends"
            );
        Assert.InRange(edge.Process.ResidentBytes() - before, long.MinValue, GrowthMax);
        await edge.ProbeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_field_stored_once_and_named_ten_thousand_times_is_refused(string way)
    {
        const int Clients = 20;
        await using var upstream = new RecordingUpstream();
        await using var edge = await Http2Edge.StartAsync(way, Configs.OneService(upstream.Url));
        await edge.ProbeAsync();
        var before = edge.Process.ResidentBytes();

        for (var i = 0; i < Clients; i++)
        {
            await using var client = await edge.ConnectAsync();
            await client.SendAsync(Bomb(client.Scheme));
            Assert.Contains(await client.OutcomeAsync(1), new[] { "431", "reset 1", "goaway 1", "goaway 11" });
        }

        Assert.Empty(Http2Edge.RequestsOf(upstream));
        Assert.InRange(edge.Process.ResidentBytes() - before, long.MinValue, GrowthMax);
        await edge.ProbeAsync();
    }

    /// <summary>RFC 7541 §6.2.1 puts a field of nearly 4 KiB into the table, of which index 62 is the newest; each further byte names it again.</summary>
    private static byte[] Bomb(string scheme)
    {
        var pseudo = RawHttp2.Block(
            (":method", "GET"),
            (":scheme", scheme),
            (":authority", "a.test"),
            (":path", "/bomb")
        );
        var stored = RawHttp2.Block(("x-bomb", new string('x', 4_000)));
        stored[0] = 0x40;
        return RawHttp2.Frame(
            RawHttp2.Headers,
            RawHttp2.End | RawHttp2.EndHeaders,
            1,
            [.. pseudo, .. stored, .. Enumerable.Repeat((byte)0xbe, 10_000)]
        );
    }

    private static async Task EndlessAsync(RecordedRequest request)
    {
        await request.Connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n");
        var part = new byte[65_536];
        while (true)
            await request.Connection.SendAsync(part);
    }
}
