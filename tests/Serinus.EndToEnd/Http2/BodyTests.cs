using System.Text;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Http2;

/// <summary>Bodies and trailers that are not what the head said (RFC 9113 §8.1): no upstream takes such a request for a whole one.</summary>
public class BodyTests(Http2Edges edges) : IClassFixture<Http2Edges>
{
    private const int Stream = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static IEnumerable<TheoryDataRow<string, string>> Bad =>
        Ways.With<string>([
            "more than told",
            "more than told, later",
            "less than told",
            "nothing, though told",
            "nothing but the end, though told",
            "less than told, then trailers",
            "pseudo field in trailers",
            "status in trailers",
            "upper case in trailers",
            "line break in trailers",
            "connection in trailers",
            "trailers that do not end the stream",
        ]);

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_body_that_is_not_as_told_is_no_request(string way, string kind)
    {
        var (edge, upstream) = await edges.OnAsync(way);
        var before = Http2Edge.RequestsOf(upstream).Length;
        await using var client = await edge.ConnectAsync();

        foreach (var frame in FramesOf(client, kind))
            await client.SendAsync(frame);

        Assert.Contains(await client.OutcomeAsync(Stream), new[] { "400", "reset 1", "goaway 1" });
        var begun = Http2Edge.RequestsOf(upstream)[before..];
        await Readiness.UntilAsync(
            () => begun.All(request => request.Connection.IsClosed),
            Patience,
            () => "the upstream waits for the rest of it"
        );
        Assert.DoesNotContain(begun, request => request.IsComplete);
        await edge.ProbeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task What_comes_after_the_end_is_not_part_of_it(string way)
    {
        var (edge, upstream) = await edges.OnAsync(way);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync([
            .. client.Request(Stream, "/whole", "POST", ("content-length", "4")),
            .. Body("body", ends: true),
            .. Body("GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n", ends: true),
        ]);

        Assert.Equal(5, await client.ReadToGoAwayAsync());
        Assert.DoesNotContain(upstream.Requests, request => request.Target == "/smuggled");
        var whole = upstream.Requests.Where(request => request.Target == "/whole");
        Assert.All(whole, request => Assert.True(request.Text is "" or "body"));
        await edge.ProbeAsync();
    }

    private static IEnumerable<byte[]> FramesOf(RawHttp2 client, string kind) =>
        kind switch
        {
            "more than told" => [Told(client, 3), Body("12345", ends: true)],
            "more than told, later" => [Told(client, 8), Body("12345", ends: false), Body("12345", ends: true)],
            "less than told" => [Told(client, 8), Body("12345", ends: true)],
            "nothing, though told" => [Told(client, 8), Body("", ends: true)],
            "nothing but the end, though told" => [client.Request(Stream, fields: ("content-length", "8"))],
            "less than told, then trailers" => [Told(client, 8), Body("123", ends: false), Trailers(("x-sum", "1"))],
            "pseudo field in trailers" => [.. Begun(client), Trailers((":path", "/other"))],
            "status in trailers" => [.. Begun(client), Trailers((":status", "200"))],
            "upper case in trailers" => [.. Begun(client), Trailers(("X-Sum", "1"))],
            "line break in trailers" => [.. Begun(client), Trailers(("x-sum", "1\r\nx-injected: 2"))],
            "connection in trailers" => [.. Begun(client), Trailers(("connection", "x-sum"))],
            _ =>
            [
                .. Begun(client),
                RawHttp2.Frame(RawHttp2.Headers, RawHttp2.EndHeaders, Stream, RawHttp2.Block(("x-sum", "1"))),
            ],
        };

    private static byte[] Told(RawHttp2 client, int length) =>
        client.Request(Stream, "/", "POST", ("content-length", $"{length}"));

    private static IEnumerable<byte[]> Begun(RawHttp2 client) =>
        [client.Request(Stream, method: "POST"), Body("12345", ends: false)];

    private static byte[] Body(string text, bool ends) =>
        RawHttp2.Frame(RawHttp2.Data, ends ? RawHttp2.End : (byte)0, Stream, Encoding.ASCII.GetBytes(text));

    private static byte[] Trailers(params (string Name, string Value)[] fields) =>
        RawHttp2.Frame(RawHttp2.Headers, RawHttp2.End | RawHttp2.EndHeaders, Stream, RawHttp2.Block(fields));
}
