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
}
