using Grpc.Core;
using Grpc.Net.Client;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Grpc;

/// <summary>Calls of a real client of gRPC through the edge to a real server.</summary>
public class CallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Every_kind_of_call_passes(string transport)
    {
        await using var server = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(server.Url), transport);
        using var channel = ChannelTo(edge);
        var client = channel.CreateCallInvoker();

        using var once = client.AsyncUnaryCall(EchoMethods.Once, null, Limit(), "hello");
        Assert.Equal($"hello by {server.Port}", await once);
        Assert.Equal("hello", once.GetTrailers().GetValue("asked"));

        using var many = client.AsyncServerStreamingCall(EchoMethods.Many, null, Limit(), "n");
        Assert.Equal(["n 0", "n 1", "n 2"], await ReadAsync(many.ResponseStream));

        using var join = client.AsyncClientStreamingCall(EchoMethods.Join, null, Limit());
        await join.RequestStream.WriteAsync("a");
        await join.RequestStream.WriteAsync("b");
        await join.RequestStream.CompleteAsync();
        Assert.Equal("a b", await join);

        // Every answer is awaited before the next question: nothing may be held back on either way.
        using var chat = client.AsyncDuplexStreamingCall(EchoMethods.Chat, null, Limit());
        for (var i = 0; i < 3; i++)
        {
            await chat.RequestStream.WriteAsync($"{i}");
            Assert.True(await chat.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal($"re: {i}", chat.ResponseStream.Current);
        }

        await chat.RequestStream.CompleteAsync();
        Assert.False(await chat.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Statuses_pass_with_messages_and_without(string transport)
    {
        await using var server = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(server.Url), transport);
        using var channel = ChannelTo(edge);
        var client = channel.CreateCallInvoker();

        var only = await FailureAsync(client, "fail");
        Assert.Equal((StatusCode.FailedPrecondition, "as asked"), (only.StatusCode, only.Status.Detail));

        using var many = client.AsyncServerStreamingCall(EchoMethods.Many, null, Limit(), "fail");
        var later = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(many.ResponseStream));
        Assert.Equal(StatusCode.DataLoss, later.StatusCode);

        var unknown = new Method<string, string>(
            MethodType.Unary,
            "test.Other",
            "None",
            EchoMethods.Once.RequestMarshaller,
            EchoMethods.Once.ResponseMarshaller
        );
        using var none = client.AsyncUnaryCall(unknown, null, Limit(), "x");
        Assert.Equal(
            StatusCode.Unimplemented,
            (await Assert.ThrowsAsync<RpcException>(async () => await none)).StatusCode
        );
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Trouble_of_an_upstream_is_a_status(string transport)
    {
        await using var server = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            routes:
              - { name: app, hosts: [app], backends: [ { service: app } ] }
              - { name: gone, hosts: [gone], backends: [ { service: gone } ] }
            services:
              - { name: app, endpoints: ["{{server.Url}}"] }
              - { name: gone, endpoints: ["h2c://127.0.0.1:{{FreePort.Next()}}"] }
            """,
            transport
        );

        Assert.Equal(StatusCode.Unavailable, (await FailureAsync(edge, "gone", "x")).StatusCode);
        Assert.Equal(StatusCode.Unimplemented, (await FailureAsync(edge, "nobody", "x")).StatusCode);
        Assert.Contains(
            (await FailureAsync(edge, "app", "abort")).StatusCode,
            new[] { StatusCode.Internal, StatusCode.Unavailable, StatusCode.Cancelled }
        );
        Assert.Equal(
            StatusCode.DeadlineExceeded,
            (await FailureAsync(edge, "app", "sleep", TimeSpan.FromMilliseconds(300))).StatusCode
        );

        // The server saw that the caller was gone, and nothing is left under way.
        using var channel = ChannelTo(edge, "app");
        using var many = channel.CreateCallInvoker().AsyncServerStreamingCall(EchoMethods.Many, null, Limit(), "abort");
        var cut = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(many.ResponseStream));
        Assert.Contains(cut.StatusCode, new[] { StatusCode.Internal, StatusCode.Unavailable, StatusCode.Cancelled });
    }

    [Fact]
    public async Task A_call_that_lasts_longer_than_silence_may_is_not_cut_before_its_deadline()
    {
        await using var server = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            routes:
              - { name: app, backends: [ { service: app } ], timeouts: { firstByte: 100ms, idle: 100ms } }
            services:
              - { name: app, endpoints: ["{{server.Url}}"] }
            """
        );
        using var channel = ChannelTo(edge);

        var started = TimeProvider.System.GetTimestamp();
        var failure = await FailureAsync(channel.CreateCallInvoker(), "sleep", TimeSpan.FromSeconds(1));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMilliseconds(800));
    }

    [Fact]
    public async Task Calls_are_split_one_by_one_and_counted_by_status()
    {
        await using var stable = await EchoServer.StartAsync();
        await using var canary = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.Canary("90", [stable.Url], "10", [canary.Url]));
        using var channel = ChannelTo(edge);
        var client = channel.CreateCallInvoker();

        var answers = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            using var call = client.AsyncUnaryCall(EchoMethods.Once, null, Limit(), "x");
            answers.Add(await call);
        }

        Assert.Equal(10, answers.Count(answer => answer == $"x by {canary.Port}"));
        await FailureAsync(client, "fail");
        await edge.CountsAsync(1, "serinus_grpc_requests_total", "grpc_status=\"9\"");
        await edge.CountsAsync(10, "serinus_grpc_requests_total", "backend=\"canary\"", "grpc_status=\"0\"");
    }

    internal static GrpcChannel ChannelTo(SerinusProcess edge, string host = "app") =>
        GrpcChannel.ForAddress(
            $"http://{host}:{edge.Port}",
            new GrpcChannelOptions
            {
                DisposeHttpClient = true,
                HttpHandler = new SocketsHttpHandler
                {
                    ConnectCallback = async (_, cancellation) =>
                    {
                        var socket = new System.Net.Sockets.Socket(
                            System.Net.Sockets.SocketType.Stream,
                            System.Net.Sockets.ProtocolType.Tcp
                        );
                        await socket.ConnectAsync("127.0.0.1", edge.Port, cancellation);
                        return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
                    },
                },
            }
        );

    internal static CallOptions Limit(TimeSpan? time = null) => new(deadline: DateTime.UtcNow + (time ?? Patience));

    private static async Task<RpcException> FailureAsync(
        SerinusProcess edge,
        string host,
        string request,
        TimeSpan? time = null
    )
    {
        using var channel = ChannelTo(edge, host);
        return await FailureAsync(channel.CreateCallInvoker(), request, time);
    }

    internal static async Task<RpcException> FailureAsync(CallInvoker client, string request, TimeSpan? time = null)
    {
        using var call = client.AsyncUnaryCall(EchoMethods.Once, null, Limit(time), request);
        return await Assert.ThrowsAsync<RpcException>(async () => await call);
    }

    private static async Task<List<string>> ReadAsync(IAsyncStreamReader<string> answers)
    {
        var all = new List<string>();
        await foreach (var each in answers.ReadAllAsync())
            all.Add(each);
        return all;
    }
}
