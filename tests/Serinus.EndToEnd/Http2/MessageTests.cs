using System.Net;
using System.Text;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Http2;

/// <summary>Whole messages over HTTP/2 by prior knowledge, with .NET's client, curl and nghttp (RFC 9113 §3.3).</summary>
public class MessageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Curl_and_nghttp_fetch_files_on_the_port_of_HTTP1(string transport)
    {
        await using var site = await Http.Site.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(site.Url), transport);
        var url = $"http://127.0.0.1:{edge.Port}";

        Assert.Equal(
            "hello from nginx|2 200|",
            await CurlAsync($"{url}/page", "--http2-prior-knowledge", "--write-out", "|%{http_version} %{http_code}|")
        );
        Assert.Equal("hello from nginx|1.1|", await CurlAsync($"{url}/page", "--write-out", "|%{http_version}|"));
        var head = await CurlAsync("--head", "--http2-prior-knowledge", $"{url}/page");
        Assert.Contains("content-length: 16", head, StringComparison.Ordinal);
        Assert.DoesNotContain("connection:", head, StringComparison.OrdinalIgnoreCase);
        var (_, page) = await ChildProcess.RunAsync("nghttp", [$"{url}/page"], Patience);
        Assert.Equal("hello from nginx", page.TrimEnd());
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Large_bodies_pass_both_ways(string transport)
    {
        await using var upstream = new RecordingUpstream();
        upstream.Script = async request =>
        {
            await request.ReadBodyAsync();
            await request.Connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {request.Body.Length}\r\n\r\n");
            await request.Connection.SendAsync(request.Body);
        };
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        using var client = Client(edge.Port);
        var body = new byte[8_000_000];
        new Random(1).NextBytes(body);

        using var told = await client.PostAsync("/told", new ByteArrayContent(body));
        Assert.Equal(body, await told.Content.ReadAsByteArrayAsync());

        using var untold = await client.PostAsync("/untold", new StreamContent(new Unseekable(body)));
        Assert.Equal(body, await untold.Content.ReadAsByteArrayAsync());
        Assert.Equal("chunked", upstream.Requests[^1].Head["Transfer-Encoding"]);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Responses_without_a_body_have_none(string transport)
    {
        await using var upstream = new RecordingUpstream
        {
            Script = request =>
                request.Connection.SendAsync(
                    request.Target switch
                    {
                        "/204" => "HTTP/1.1 204 No Content\r\nX-Kept: 1\r\nConnection: x-hop\r\nX-Hop: 1\r\n\r\n",
                        "/304" => "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 7\r\n\r\n",
                        "/empty" => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                        _ =>
                            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n",
                    }
                ),
        };
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        using var client = Client(edge.Port);

        using var none = await client.GetAsync("/204");
        Assert.Equal((HttpStatusCode.NoContent, 0), (none.StatusCode, none.Content.Headers.ContentLength ?? 0));
        Assert.Equal(["1"], none.Headers.GetValues("X-Kept"));
        Assert.False(none.Headers.Contains("X-Hop"));
        using var unchanged = await client.GetAsync("/304");
        Assert.Equal((HttpStatusCode.NotModified, "\"a\""), (unchanged.StatusCode, unchanged.Headers.ETag!.Tag));
        Assert.Equal("", await client.GetStringAsync("/empty"));
        using var head = await client.SendAsync(Request(HttpMethod.Head, "/head"));
        Assert.Equal((HttpStatusCode.OK, 7), (head.StatusCode, head.Content.Headers.ContentLength));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Trailers_pass_both_ways(string transport)
    {
        await using var upstream = new RecordingUpstream();
        upstream.Script = async request =>
        {
            await request.ReadBodyAsync();
            await request.Connection.SendAsync(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: grpc-status\r\n\r\n"
                    + "2\r\nok\r\n0\r\ngrpc-status: 0\r\nContent-Length: 9\r\n\r\n"
            );
        };
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        using var client = Client(edge.Port);

        using var response = await client.GetAsync("/");
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
        Assert.Equal(["0"], response.TrailingHeaders.GetValues("grpc-status"));
        Assert.Single(response.TrailingHeaders);

        await using var raw = await RawHttp2.ConnectAsync(edge.Port);
        await raw.SendAsync([
            .. RawHttp2.Frame(
                RawHttp2.Headers,
                RawHttp2.EndHeaders,
                1,
                RawHttp2.Block((":method", "POST"), (":scheme", "http"), (":authority", "a.test"), (":path", "/up"))
            ),
            .. RawHttp2.Frame(RawHttp2.Data, 0, 1, Encoding.ASCII.GetBytes("body")),
            .. RawHttp2.Frame(
                RawHttp2.Headers,
                RawHttp2.End | RawHttp2.EndHeaders,
                1,
                RawHttp2.Block(("x-sum", "42"), ("host", "other"))
            ),
        ]);
        Assert.Equal("200", await raw.OutcomeAsync(1));
        Assert.Equal(("body", "42"), (upstream.Requests[^1].Text, upstream.Requests[^1].Trailers["x-sum"]));
        Assert.False(upstream.Requests[^1].Trailers.Has("host"));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_client_that_asks_first_is_told_when_the_upstream_says_so(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        using var client = Client(edge.Port);
        using var asking = Request(HttpMethod.Post, "/asks");
        asking.Headers.ExpectContinue = true;
        asking.Content = new ByteArrayContent(new byte[100_000]);

        using var told = await client.SendAsync(asking);

        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        Assert.Equal(
            (100_000, "100-continue"),
            (upstream.Requests[^1].Body.Length, upstream.Requests[^1].Head["Expect"])
        );

        // An upstream that refuses never gets the body.
        upstream.Script = async request =>
        {
            await request.Connection.SendAsync(
                "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
            request.Connection.Close();
        };
        using var refused = Request(HttpMethod.Post, "/refused");
        refused.Headers.ExpectContinue = true;
        refused.Content = new ByteArrayContent(new byte[100_000]);
        using var answer = await client.SendAsync(refused);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(upstream.Requests[^1].Body);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_thousand_streams_over_ten_connections_are_served_at_once(string transport)
    {
        var all = new TaskCompletionSource();
        var waiting = 0;
        await using var upstream = new RecordingUpstream();
        upstream.Script = async request =>
        {
            if (Interlocked.Increment(ref waiting) == 1_000)
                all.SetResult();
            await all.Task;
            await request.Connection.AnswerAsync(request.Target);
        };
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        var clients = Enumerable.Range(0, 10).Select(_ => Client(edge.Port)).ToArray();

        var answers = await Task.WhenAll(
                Enumerable.Range(0, 1_000).Select(i => clients[i % 10].GetStringAsync($"/{i}"))
            )
            .WaitAsync(Patience);

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"/{i}"), answers);
        foreach (var client in clients)
            client.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task The_split_counts_requests_and_not_connections(string way)
    {
        await using var stable = new RecordingUpstream();
        await using var canary = new RecordingUpstream();
        await using var edge = await Http2Edge.StartAsync(way, Configs.Canary("90", [stable.Url], "10", [canary.Url]));
        await using var client = await edge.ConnectAsync();

        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync(client.Request(2 * i + 1));
            Assert.Equal("200", await client.OutcomeAsync(2 * i + 1));
        }

        Assert.Equal((90, 10), (stable.Requests.Count, canary.Requests.Count));
    }

    internal static HttpClient Client(int port) =>
        new(new SocketsHttpHandler { EnableMultipleHttp2Connections = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Patience,
        };

    internal static HttpRequestMessage Request(HttpMethod method, string path) =>
        new(method, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    private static async Task<string> CurlAsync(params string[] arguments)
    {
        var (code, output) = await ChildProcess.RunAsync("curl", ["--silent", "--show-error", .. arguments], Patience);
        Assert.True(code == 0, output);
        return output.TrimEnd();
    }

    /// <summary>A stream of no told length.</summary>
    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
