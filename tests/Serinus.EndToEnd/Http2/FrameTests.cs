using Serinus.Testbed;

namespace Serinus.EndToEnd.Http2;

/// <summary>Frames that break the rules of the connection: each has its error (RFC 9113 §4 to §6, RFC 7541 §6), and others are served on.</summary>
public class FrameTests(Http2Edges edges) : IClassFixture<Http2Edges>
{
    private const int Protocol = 1;
    private const int FlowControl = 3;
    private const int StreamClosed = 5;
    private const int FrameSize = 6;
    private const int Compression = 9;

    private static readonly byte[] Nothing = [0, 0, 0, 0];
    private static readonly byte[] Most = [0x7f, 0xff, 0xff, 0xff];

    public static IEnumerable<TheoryDataRow<string, string, int>> Bad =>
        Ways.With<string, int>([
            ("window of a stream by nothing", Protocol),
            ("window of the connection by nothing", Protocol),
            ("window of a stream beyond its most", FlowControl),
            ("window of the connection beyond its most", FlowControl),
            ("window of three bytes", FrameSize),
            ("initial window beyond its most", FlowControl),
            ("frame size below its least", Protocol),
            ("settings of five bytes", FrameSize),
            ("settings of a stream", Protocol),
            ("acknowledged settings with content", FrameSize),
            ("push enabled with 2", Protocol),
            ("ping of seven bytes", FrameSize),
            ("ping of a stream", Protocol),
            ("reset of three bytes", FrameSize),
            ("reset of a stream never opened", Protocol),
            ("data of no stream", Protocol),
            ("data of a stream never opened", Protocol),
            ("headers of an even stream", Protocol),
            ("headers of an older stream", StreamClosed),
            ("headers that depend on themselves", Protocol),
            ("headers within headers", Protocol),
            ("continuation of nothing", Protocol),
            ("more padding than frame", Protocol),
            ("promise", Protocol),
            ("frame too large", FrameSize),
            ("field of an index beyond the table", Compression),
            ("table larger than allowed", Compression),
            ("block cut within a field", Compression),
        ]);

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_frame_against_the_rules_has_its_error(string way, string kind, int error)
    {
        var (edge, upstream) = await edges.OnAsync(way);
        await using var client = await edge.ConnectAsync();
        await client.SendAsync(client.Request(3, "/open", "POST"));

        await client.SendAsync(FrameOf(kind));

        Assert.Contains(await client.OutcomeAsync(3), new[] { $"goaway {error}", $"reset {error}" });
        Assert.DoesNotContain(upstream.Requests, request => request.IsComplete && request.Target == "/open");
        await edge.ProbeAsync();
    }

    private static byte[] FrameOf(string kind) =>
        kind switch
        {
            "window of a stream by nothing" => RawHttp2.Frame(RawHttp2.WindowUpdate, 0, 3, Nothing),
            "window of the connection by nothing" => RawHttp2.Frame(RawHttp2.WindowUpdate, 0, 0, Nothing),
            "window of a stream beyond its most" => RawHttp2.Frame(RawHttp2.WindowUpdate, 0, 3, Most),
            "window of the connection beyond its most" => RawHttp2.Frame(RawHttp2.WindowUpdate, 0, 0, Most),
            "window of three bytes" => RawHttp2.Frame(RawHttp2.WindowUpdate, 0, 0, new byte[3]),
            "initial window beyond its most" => RawHttp2.Frame(RawHttp2.Settings, 0, 0, 0, 4, 0x80, 0, 0, 0),
            "frame size below its least" => RawHttp2.Frame(RawHttp2.Settings, 0, 0, 0, 5, 0, 0, 0x3f, 0xff),
            "settings of five bytes" => RawHttp2.Frame(RawHttp2.Settings, 0, 0, new byte[5]),
            "settings of a stream" => RawHttp2.Frame(RawHttp2.Settings, 0, 3),
            "acknowledged settings with content" => RawHttp2.Frame(RawHttp2.Settings, RawHttp2.End, 0, new byte[6]),
            "push enabled with 2" => RawHttp2.Frame(RawHttp2.Settings, 0, 0, 0, 2, 0, 0, 0, 2),
            "ping of seven bytes" => RawHttp2.Frame(RawHttp2.Ping, 0, 0, new byte[7]),
            "ping of a stream" => RawHttp2.Frame(RawHttp2.Ping, 0, 3, new byte[8]),
            "reset of three bytes" => RawHttp2.Frame(RawHttp2.RstStream, 0, 3, new byte[3]),
            "reset of a stream never opened" => RawHttp2.Frame(RawHttp2.RstStream, 0, 5, new byte[4]),
            "data of no stream" => RawHttp2.Frame(RawHttp2.Data, 0, 0, new byte[1]),
            "data of a stream never opened" => RawHttp2.Frame(RawHttp2.Data, 0, 5, new byte[1]),
            "headers of an even stream" => RawHttp2.Get(4),
            "headers of an older stream" => RawHttp2.Get(1),
            // A flag says that five bytes of priority come first (RFC 9113 §6.2).
            "headers that depend on themselves" => Headers(0x20, 5, [0, 0, 0, 5, 0]),
            "headers within headers" => [.. RawHttp2.Frame(RawHttp2.Headers, 0, 5), .. RawHttp2.Get(7)],
            "continuation of nothing" => RawHttp2.Frame(RawHttp2.Continuation, RawHttp2.EndHeaders, 3),
            "more padding than frame" => RawHttp2.Frame(RawHttp2.Data, 8, 3, 200, 0, 0),
            "promise" => RawHttp2.Frame(5, RawHttp2.EndHeaders, 3, 0, 0, 0, 2),
            "frame too large" => RawHttp2.Frame(RawHttp2.Data, 0, 3, new byte[16_385]),
            "field of an index beyond the table" => Headers(0, 5, [0xfe]),
            "table larger than allowed" => Headers(0, 5, [0x3f, 0xe2, 0x1f]),
            _ => Headers(0, 5, [0x00, 0x05, (byte)'a']),
        };

    private static byte[] Headers(byte flags, int stream, byte[] block) =>
        RawHttp2.Frame(RawHttp2.Headers, (byte)(flags | RawHttp2.End | RawHttp2.EndHeaders), stream, block);
}
