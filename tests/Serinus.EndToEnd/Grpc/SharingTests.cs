using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Grpc;

/// <summary>Which endpoint a call goes to, and what its caller is told when that dies.</summary>
public class SharingTests
{
    [Fact]
    public async Task A_call_that_was_not_begun_is_tried_on_another_endpoint()
    {
        await using var server = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            routes: [ { name: app, retry: { attempts: 1 }, backends: [ { service: app } ] } ]
            services:
              - name: app
                endpoints: ["h2c://127.0.0.1:{{FreePort.Next()}}", "{{server.Url}}"]
                ejection: { failures: 0 }
            """
        );
        using var channel = CallTests.ChannelTo(edge);
        var client = channel.CreateCallInvoker();

        for (var i = 0; i < 6; i++)
        {
            using var call = client.AsyncUnaryCall(EchoMethods.Once, null, CallTests.Limit(), "x");
            Assert.Equal($"x by {server.Port}", await call);
        }

        Assert.InRange(await edge.MetricAsync("serinus_retries_total", "route=\"app\""), 1, 6);
        await edge.CountsAsync(6, "serinus_grpc_requests_total", "grpc_status=\"0\"");
    }

    [Fact]
    public async Task A_server_that_resets_a_call_is_internal_and_one_that_dies_is_unavailable()
    {
        await using var server = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(server.Url));
        using var channel = CallTests.ChannelTo(edge);
        var client = channel.CreateCallInvoker();

        Assert.Equal(StatusCode.Internal, (await CallTests.FailureAsync(client, "abort")).StatusCode);
        await edge.CountsAsync(1, "serinus_grpc_requests_total", "grpc_status=\"13\"");

        using var chat = client.AsyncDuplexStreamingCall(EchoMethods.Chat, null, CallTests.Limit());
        await chat.RequestStream.WriteAsync("hello");
        Assert.True(await chat.ResponseStream.MoveNext(CancellationToken.None));
        await server.DisposeAsync();
        var cut = await Assert.ThrowsAsync<RpcException>(() => chat.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Contains(cut.StatusCode, new[] { StatusCode.Unavailable, StatusCode.Internal });

        Assert.Equal(StatusCode.Unavailable, (await CallTests.FailureAsync(client, "x")).StatusCode);
        await Readiness.UntilAsync(
            async () => await edge.MetricAsync("serinus_grpc_requests_total", "grpc_status=\"14\"") > 0,
            TimeSpan.FromSeconds(15),
            () => "no call was counted as unavailable"
        );
    }

    [Fact]
    public async Task A_deadline_is_counted_as_such()
    {
        await using var server = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(server.Url));
        await using var client = await RawHttp2.ConnectAsync(edge.Port);

        // The server is stopped in its tracks, and the caller does not look at his clock: the edge keeps the deadline.
        await client.SendAsync(
            RawHttp2.Frame(
                RawHttp2.Headers,
                RawHttp2.EndHeaders,
                1,
                RawHttp2.Block(
                    (":method", "POST"),
                    (":scheme", "http"),
                    (":authority", "a.test"),
                    (":path", "/test.Echo/Join"),
                    ("content-type", "application/grpc"),
                    ("te", "trailers"),
                    ("grpc-timeout", "200m")
                )
            )
        );
        await client.OutcomeAsync(1);
        await edge.CountsAsync(1, "serinus_grpc_requests_total", "grpc_status=\"4\"");
    }

    [Fact]
    public async Task A_reset_before_the_caller_has_said_all_keeps_its_reason()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var resetting = ResetAllAsync(listener, enhanceYourCalm: 11);
        await using var edge = await SerinusProcess.StartAsync(
            Configs.OneService($"h2c://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}")
        );
        await using var client = await RawHttp2.ConnectAsync(edge.Port);

        const int Calls = 50;
        for (var i = 0; i < Calls; i++)
        {
            await client.SendAsync(
                client.Request(2 * i + 1, "/test.Echo/Join", "POST", ("content-type", "application/grpc"))
            );
            Assert.Equal("200", await client.OutcomeAsync(2 * i + 1));
        }

        await edge.CountsAsync(
            Calls,
            "serinus_grpc_requests_total",
            $"grpc_status=\"{(int)StatusCode.ResourceExhausted}\""
        );
        edge.Child.Signal(Signal.Terminate);
        await resetting;
    }

    [Fact]
    public async Task The_calls_of_a_user_stay_on_one_side()
    {
        await using var stable = await EchoServer.StartAsync();
        await using var canary = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(
            Configs.Canary("50", [stable.Url], "50", [canary.Url], "cohort: { by: header, name: X-User }")
        );
        using var channel = CallTests.ChannelTo(edge);
        var client = channel.CreateCallInvoker();

        var sides = new HashSet<string>();
        for (var user = 0; user < 20; user++)
        {
            var answers = new HashSet<string>();
            for (var i = 0; i < 5; i++)
            {
                var options = CallTests.Limit().WithHeaders(new Metadata { { "x-user", $"user-{user}" } });
                using var call = client.AsyncUnaryCall(EchoMethods.Once, null, options, "x");
                answers.Add(await call);
            }

            sides.Add(Assert.Single(answers));
        }

        Assert.Equal(2, sides.Count);
    }

    /// <summary>A server of one connection that resets every stream as soon as it is opened.</summary>
    private static async Task ResetAllAsync(TcpListener listener, byte enhanceYourCalm)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        await stream.WriteAsync(RawHttp2.Frame(RawHttp2.Settings, 0, 0));
        try
        {
            await stream.ReadExactlyAsync(new byte[24]);
            var head = new byte[9];
            while (true)
            {
                await stream.ReadExactlyAsync(head);
                await stream.ReadExactlyAsync(new byte[head[0] << 16 | head[1] << 8 | head[2]]);
                var id = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5));
                if (head[3] == RawHttp2.Headers)
                    await stream.WriteAsync(RawHttp2.Frame(RawHttp2.RstStream, 0, id, 0, 0, 0, enhanceYourCalm));
                else if (head[3] == RawHttp2.Settings && (head[4] & RawHttp2.End) == 0)
                    await stream.WriteAsync(RawHttp2.Frame(RawHttp2.Settings, RawHttp2.End, 0));
            }
        }
        catch (IOException)
        {
            // The edge has closed it.
        }
    }
}
