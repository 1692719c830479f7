using Serinus.Testbed;

namespace Serinus.EndToEnd.Http2;

/// <summary>Header blocks, good and bad, as one client after another sends them, and what an upstream sees of them (RFC 9113 §8).</summary>
public class HeadTests(Edges edges) : IClassFixture<Edges>
{
    public static IEnumerable<TheoryDataRow<string, string, string[]>> Bad =>
        Transports.With<string, string[]>([
            ("400", [":path=/..%2fb"]),
            ("400", [":path=/a#b"]),
            ("400", [":path=/a%zz"]),
            ("400", [":authority=a b"]),
            ("400", [":authority=user@a.test"]),
            ("400", [":authority="]),
            ("400", [":scheme=ftp"]),
            ("501", [":method=CONNECT"]),
            ("400", ["x-bad=a\r\nx-injected: b"]),
            ("400", ["x-bad=a\0b"]),
            ("400", ["x-bad= a"]),
            ("400", ["X-Upper=a"]),
            ("400", ["x bad=a"]),
            ("400", ["x-bad:=a"]),
            ("400", ["connection=close"]),
            ("400", ["transfer-encoding=chunked"]),
            ("400", ["upgrade=h2c"]),
            ("400", ["keep-alive=1"]),
            ("400", ["proxy-connection=close"]),
            ("400", ["te=gzip"]),
            ("400", ["content-length=5"]),
            ("400", ["content-length=0", "content-length=0"]),
            ("400", ["a=b", ":path=/late"]),
            ("400", [":path=/a", ":path=/b"]),
            ("400", [":unknown=a"]),
            ("417", ["expect=more"]),
            ("431", ["x-long=" + new string('x', 40_000)]),
        ]);

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_head_is_refused_and_reaches_no_upstream(string transport, string status, string[] fields)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        var before = upstream.Requests.Count;
        await using var client = await RawHttp2.ConnectAsync(edge.Port);

        await client.SendAsync(BlockOf(fields));

        // The framework's own checks come first: what it finds malformed it resets, or ends the connection for (RFC 9113 §8.1.1).
        Assert.Contains(await client.OutcomeAsync(1), new[] { status, "reset 1", "goaway 1" });
        Assert.Equal(before, upstream.Requests.Count);
        Assert.Empty(upstream.Malformed);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task What_is_matched_is_forwarded_with_what_the_edge_has_to_say(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        await using var client = await RawHttp2.ConnectAsync(edge.Port);

        await client.SendAsync(
            RawHttp2.Get(
                1,
                "/a/./b%2fc/%41?q=%41&x",
                ("cookie", "a=1"),
                ("cookie", "b=2"),
                ("x-twice", "1"),
                ("x-twice", "2"),
                ("x-latin", "\u00e9"),
                ("te", "trailers"),
                ("x-forwarded-for", "1.2.3.4"),
                ("proxy-authorization", "secret")
            )
        );

        Assert.Equal("200", await client.OutcomeAsync(1));
        var request = upstream.Requests[^1];
        Assert.Equal("GET /a/b%2Fc/A?q=%41&x", request.ToString());
        Assert.Equal("a.test", request.Head["Host"]);
        Assert.Equal(["a=1; b=2"], request.Head.Values("Cookie"));
        Assert.Equal(["1", "2"], request.Head.Values("X-Twice"));
        Assert.Equal("\u00e9", request.Head["X-Latin"]);
        Assert.Equal("2.0 serinus", request.Head["Via"]);
        Assert.Equal(["127.0.0.1"], request.Head.Values("X-Forwarded-For"));
        Assert.Equal("http", request.Head["X-Forwarded-Proto"]);
        Assert.Equal("a.test", request.Head["X-Forwarded-Host"]);
        Assert.False(request.Head.Has("TE"));
        Assert.False(request.Head.Has("Proxy-Authorization"));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_slow_preface_is_seen_and_another_protocol_is_not_taken_for_it(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        var before = upstream.Requests.Count;

        var almost = await RawClient.ExchangeAsync(edge.Port, "PRI * HTTP/2.0\r\nHost: a.test\r\n\r\n");
        Assert.Equal(505, almost.Status);

        await using var slow = await RawClient.ConnectAsync(edge.Port);
        foreach (var each in "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            await slow.SendAsync(each.ToString());
        await slow.SendAsync(RawHttp2.Frame(RawHttp2.Settings, 0, 0));
        await slow.SendAsync(RawHttp2.Get(1));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        Assert.Equal(RawHttp2.Settings, (await slow.Reader.ReadExactlyAsync(9, limit.Token))[3]);
        await Readiness.UntilAsync(
            () => upstream.Requests.Count == before + 1,
            TimeSpan.FromSeconds(15),
            () => "no request came"
        );
    }

    /// <summary>HEADERS of a GET in which fields given take the place of those of the same name, or follow.</summary>
    private static byte[] BlockOf(string[] given)
    {
        var fields = given.Select(field => field.Split('=', 2)).Select(field => (field[0], field[1])).ToList();
        var first = new List<(string, string)>
        {
            (":method", "GET"),
            (":scheme", "http"),
            (":authority", "a.test"),
            (":path", "/"),
        };
        if (given is [[':', ..]])
            first.RemoveAll(field => field.Item1 == fields[0].Item1);
        if (given is [":method=CONNECT"])
            first.RemoveAll(field => field.Item1 is ":scheme" or ":path");
        var block = RawHttp2.Block([.. first, .. fields]);
        if (block.Length <= 16_384)
            return RawHttp2.Frame(RawHttp2.Headers, RawHttp2.End | RawHttp2.EndHeaders, 1, block);
        List<byte> frames = [.. RawHttp2.Frame(RawHttp2.Headers, RawHttp2.End, 1, block[..16_384])];
        for (var at = 16_384; at < block.Length; at += 16_384)
        {
            var part = block[at..Math.Min(block.Length, at + 16_384)];
            var flags = at + part.Length == block.Length ? RawHttp2.EndHeaders : (byte)0;
            frames.AddRange(RawHttp2.Frame(RawHttp2.Continuation, flags, 1, part));
        }

        return [.. frames];
    }
}
