using Serinus.Testbed;

namespace Serinus.EndToEnd.Http2;

/// <summary>Header blocks, good and bad, as one client after another sends them, and what an upstream sees of them (RFC 9113 §8).</summary>
public class HeadTests(Http2Edges edges) : IClassFixture<Http2Edges>
{
    public static IEnumerable<TheoryDataRow<string, string, string[]>> Bad =>
        Ways.With<string, string[]>([
            ("400", [":path=/..%2fb"]),
            ("400", [":path=/a#b"]),
            ("400", [":path=/a%zz"]),
            ("400", [":authority=a b"]),
            ("400", [":authority=user@a.test"]),
            ("400", [":authority="]),
            ("400", [":scheme=ftp"]),
            ("400", [":scheme=http://evil/"]),
            ("400", [":scheme="]),
            ("400", [":path="]),
            ("400", [":path=a"]),
            ("400", [":path=/a b"]),
            ("400", [":path=*"]),
            ("400", [":path"]),
            ("400", [":method"]),
            ("400", [":method="]),
            ("400", [":scheme"]),
            ("400", [":authority"]),
            ("400", [":authority", "host=a.test", "host=b.test"]),
            ("400", [":status=200"]),
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
    public async Task A_bad_head_is_refused_and_reaches_no_upstream(string way, string status, string[] fields)
    {
        var (edge, upstream) = await edges.OnAsync(way);
        var before = upstream.Requests.Count;
        await using var client = await edge.ConnectAsync();

        await client.SendAsync(BlockOf(client.Scheme, fields));

        // The framework's own checks come first: what it finds malformed it resets, or ends the connection for (RFC 9113 §8.1.1).
        Assert.Contains(await client.OutcomeAsync(1), new[] { status, "reset 1", "goaway 1" });
        Assert.Equal(before, upstream.Requests.Count);
        Assert.Empty(upstream.Malformed);
        await edge.ProbeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_scheme_that_is_not_the_connections_is_refused(string way)
    {
        var (edge, upstream) = await edges.OnAsync(way);
        var before = upstream.Requests.Count;
        await using var client = await edge.ConnectAsync();

        await client.SendAsync(BlockOf(Other(client.Scheme), []));

        Assert.Equal("400", await client.OutcomeAsync(1));
        Assert.Equal(before, upstream.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_trusted_peer_may_have_taken_TLS_off_and_nobody_loses_it_on_the_way(string way)
    {
        await using var upstream = new RecordingUpstream();
        var config = "trustedNetworks: [127.0.0.0/8]\n" + Configs.OneService(upstream.Url);
        await using var edge = await Http2Edge.StartAsync(way, config);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync(BlockOf(Other(client.Scheme), []));

        Assert.Equal(client.Scheme == "http" ? "200" : "400", await client.OutcomeAsync(1));
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task Authority_alone_counts_when_host_names_another(string way)
    {
        await using var upstream = new RecordingUpstream();
        var config = $$"""
            routes:
              - { name: a, hosts: [a.test], backends: [ { service: app } ] }
              - { name: b, hosts: [b.test], filters: [ { respond: { status: 403 } } ] }
            services:
              - { name: app, endpoints: ["{{upstream.Url}}"] }
            """;
        await using var edge = await Http2Edge.StartAsync(way, config);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync(client.Request(1, fields: [("host", "b.test"), ("x-forwarded-host", "b.test")]));

        Assert.Equal("200", await client.OutcomeAsync(1));
        var seen = upstream.Requests.Single().Head;
        Assert.Equal(["a.test"], seen.Values("Host"));
        Assert.Equal(["a.test"], seen.Values("X-Forwarded-Host"));

        await client.SendAsync(BlockOf(client.Scheme, [":authority", "host=b.test"], stream: 3));
        Assert.Equal("403", await client.OutcomeAsync(3));
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task What_is_matched_is_forwarded_with_what_the_edge_has_to_say(string way)
    {
        var (edge, upstream) = await edges.OnAsync(way);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync(
            client.Request(
                1,
                "/a/./b%2fc/%41?q=%41&x",
                "GET",
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
        Assert.Equal(client.Scheme, request.Head["X-Forwarded-Proto"]);
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
        var port = edge.Process.Port;

        var almost = await RawClient.ExchangeAsync(port, "PRI * HTTP/2.0\r\nHost: a.test\r\n\r\n");
        Assert.Equal(505, almost.Status);

        await using var slow = await RawClient.ConnectAsync(port);
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

    private static string Other(string scheme) => scheme == "http" ? "https" : "http";

    /// <summary>
    /// HEADERS of a GET with fields that follow; a single pseudo field takes the place of the one of that name, and a name without a value leaves
    /// it out.
    /// </summary>
    private static byte[] BlockOf(string scheme, string[] given, int stream = 1)
    {
        var fields = given
            .Where(field => field.Contains('='))
            .Select(field => field.Split('=', 2))
            .Select(field => (field[0], field[1]))
            .ToList();
        var replaced = given is [[':', ..]]
            ? [given[0].Split('=')[0]]
            : given.Except(given.Where(f => f.Contains('=')));
        List<(string, string)> first =
        [
            (":method", "GET"),
            (":scheme", scheme),
            (":authority", "a.test"),
            (":path", "/"),
        ];
        first.RemoveAll(field => replaced.Contains(field.Item1));
        if (given is [":method=CONNECT"])
            first.RemoveAll(field => field.Item1 is ":scheme" or ":path");
        var block = RawHttp2.Block([.. first, .. fields]);
        if (block.Length <= 16_384)
            return RawHttp2.Frame(RawHttp2.Headers, RawHttp2.End | RawHttp2.EndHeaders, stream, block);
        List<byte> frames = [.. RawHttp2.Frame(RawHttp2.Headers, RawHttp2.End, stream, block[..16_384])];
        for (var at = 16_384; at < block.Length; at += 16_384)
        {
            var part = block[at..Math.Min(block.Length, at + 16_384)];
            var flags = at + part.Length == block.Length ? RawHttp2.EndHeaders : (byte)0;
            frames.AddRange(RawHttp2.Frame(RawHttp2.Continuation, flags, stream, part));
        }

        return [.. frames];
    }
}
