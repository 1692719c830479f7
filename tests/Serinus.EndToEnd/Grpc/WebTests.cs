using System.Buffers.Binary;
using System.Text;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Grpc;

/// <summary>gRPC-Web as browsers send it, translated for a real server of gRPC.</summary>
public class WebTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Calls_of_browsers_reach_a_server_of_grpc(string transport)
    {
        await using var server = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Config(server.Url), transport);

        var once = await CallAsync(edge, "Once", "application/grpc-web+proto", Frame("hello"));
        Assert.Equal("application/grpc-web", once.Head["Content-Type"]);
        var frames = Frames(once.Body);
        Assert.Equal($"hello by {server.Port}", frames[0].Text);
        Assert.Equal(0x80, frames[1].Flag);
        Assert.Contains("grpc-status: 0\r\n", frames[1].Text, StringComparison.Ordinal);
        Assert.Contains("asked: hello\r\n", frames[1].Text, StringComparison.Ordinal);

        var many = await CallAsync(edge, "Many", "application/grpc-web", Frame("n"));
        Assert.Equal(["n 0", "n 1", "n 2"], Frames(many.Body)[..^1].Select(frame => frame.Text));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task The_textual_form_is_translated_both_ways(string transport)
    {
        await using var server = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Config(server.Url), transport);

        var text = Encoding.ASCII.GetBytes(Convert.ToBase64String(Frame("hello")));
        var once = await CallAsync(edge, "Once", "application/grpc-web-text+proto", text);

        Assert.Equal("application/grpc-web-text", once.Head["Content-Type"]);
        Assert.Equal($"hello by {server.Port}", Frames(Decode(once.Text))[0].Text);

        var bad = await CallAsync(edge, "Once", "application/grpc-web-text", "!!!!"u8.ToArray());
        Assert.Equal("13", bad.Head["grpc-status"]);
    }

    [Fact]
    public async Task Trouble_is_told_in_the_form_of_the_caller()
    {
        await using var server = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Config(server.Url));

        var failed = await CallAsync(edge, "Once", "application/grpc-web+proto", Frame("fail"));
        Assert.Equal("9", failed.Head["grpc-status"]);

        await using var gone = await SerinusProcess.StartAsync(Config($"h2c://127.0.0.1:{FreePort.Next()}"));
        var none = await CallAsync(gone, "Once", "application/grpc-web+proto", Frame("x"));
        Assert.Equal(
            (200, "14", "application/grpc-web"),
            (none.Status, none.Head["grpc-status"], none.Head["Content-Type"])
        );
    }

    private static string Config(string url) =>
        $$"""
            routes:
              - { name: app, backends: [ { service: app } ], grpcWeb: true }
            services:
              - { name: app, endpoints: ["{{url}}"] }
            """;

    private static async Task<RawResponse> CallAsync(SerinusProcess edge, string method, string type, byte[] body)
    {
        await using var client = await RawClient.ConnectAsync(edge.Port);
        await client.SendAsync(
            $"POST /{EchoMethods.Service}/{method} HTTP/1.1\r\nHost: app\r\nContent-Type: {type}\r\n"
                + $"X-Grpc-Web: 1\r\nContent-Length: {body.Length}\r\n\r\n"
        );
        await client.SendAsync(body);
        return await client.ReadResponseAsync("POST");
    }

    private static byte[] Frame(string message)
    {
        var text = Encoding.UTF8.GetBytes(message);
        var frame = new byte[5 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), text.Length);
        text.CopyTo(frame, 5);
        return frame;
    }

    private static List<(byte Flag, string Text)> Frames(byte[] body)
    {
        var frames = new List<(byte, string)>();
        for (var at = 0; at < body.Length; )
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            frames.Add((body[at], Encoding.UTF8.GetString(body, at + 5, length)));
            at += 5 + length;
        }

        return frames;
    }

    /// <summary>Pieces of base64, each padded for itself.</summary>
    private static byte[] Decode(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i += 4)
            bytes.AddRange(Convert.FromBase64String(text.Substring(i, 4)));
        return [.. bytes];
    }
}
