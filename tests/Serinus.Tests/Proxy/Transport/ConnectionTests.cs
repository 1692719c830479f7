using System.Net;
using System.Net.Sockets;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Transport.Epoll;
using Serinus.Proxy.Transport.Sockets;

namespace Serinus.Tests.Proxy.Transport;

/// <summary>Both sides of the seam behave alike.</summary>
public sealed class ConnectionTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A test goes on on its own thread, not on the loop that it waits for.</summary>
    private const TaskCreationOptions Elsewhere = TaskCreationOptions.RunContinuationsAsynchronously;

    private readonly List<Loop> loops = [];
    private readonly List<ListenSocket> sockets = [];

    public static TheoryData<TransportKind> Sides =>
        OperatingSystem.IsLinux() ? [TransportKind.Epoll, TransportKind.Sockets] : [TransportKind.Sockets];

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task What_is_sent_is_echoed_whole_and_in_order(TransportKind side)
    {
        using var client = await ServeAsync(side, EchoAsync);
        var sent = new byte[8 * 1024 * 1024];
        new Random(1).NextBytes(sent);

        var sending = Task.Run(async () =>
        {
            await client.SendAsync(sent);
            client.Shutdown(SocketShutdown.Send);
        });
        var received = await ReadAllAsync(client);
        await sending;

        Assert.Equal(sent, received);
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task A_read_ends_at_its_deadline(TransportKind side)
    {
        var outcome = new TaskCompletionSource<TransferStatus>(Elsewhere);
        using var client = await ServeAsync(
            side,
            async connection =>
                outcome.SetResult((await connection.ReceiveAsync(new byte[10], connection.Loop.Now + 50)).Status)
        );

        Assert.Equal(TransferStatus.TimedOut, await outcome.Task.WaitAsync(Patience));
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task A_write_that_nobody_reads_ends_at_its_deadline(TransportKind side)
    {
        var outcome = new TaskCompletionSource<TransferStatus>(Elsewhere);
        using var client = await ServeAsync(
            side,
            async connection =>
                outcome.SetResult(
                    (await connection.SendAsync(new byte[64 * 1024 * 1024], connection.Loop.Now + 100)).Status
                )
        );

        Assert.Equal(TransferStatus.TimedOut, await outcome.Task.WaitAsync(Patience));
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task A_waiting_read_can_be_called_off_and_read_again(TransportKind side)
    {
        var outcome = new TaskCompletionSource<(TransferStatus, int)>(Elsewhere);
        var waiting = new TaskCompletionSource<Connection>(Elsewhere);
        using var client = await ServeAsync(
            side,
            async connection =>
            {
                var first = connection.WaitReadableAsync(long.MaxValue);
                waiting.SetResult(connection);
                var status = (await first).Status;
                outcome.SetResult((status, (await connection.ReceiveAsync(new byte[10], long.MaxValue)).Bytes));
            }
        );

        var served = await waiting.Task.WaitAsync(Patience);
        var calledOff = new TaskCompletionSource(Elsewhere);
        served.Loop.Post(() =>
        {
            served.CancelReceive();
            calledOff.SetResult();
        });
        await calledOff.Task.WaitAsync(Patience);
        await client.SendAsync("abc"u8.ToArray());

        Assert.Equal((TransferStatus.Cancelled, 3), await outcome.Task.WaitAsync(Patience));
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task A_reset_breaks_a_waiting_read(TransportKind side)
    {
        var outcome = new TaskCompletionSource<TransferStatus>(Elsewhere);
        var client = await ServeAsync(
            side,
            async connection => outcome.SetResult((await connection.ReceiveAsync(new byte[10], long.MaxValue)).Status)
        );

        client.LingerState = new LingerOption(true, 0);
        client.Dispose();

        Assert.Equal(TransferStatus.Broken, await outcome.Task.WaitAsync(Patience));
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task A_refused_connection_is_a_value(TransportKind side)
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var loop = Start(side);
        var outcome = new TaskCompletionSource<(bool, TransferStatus)>(Elsewhere);
        loop.Post(async () =>
        {
            var (connection, status) = await loop.ConnectAsync((IPEndPoint)closed.LocalEndPoint!, loop.Now + 5000);
            outcome.SetResult((connection is null, status));
        });

        Assert.Equal((true, TransferStatus.Broken), await outcome.Task.WaitAsync(Patience));
    }

    [Fact]
    public void A_port_that_another_edge_shares_is_refused_all_the_same()
    {
        sockets.AddRange(ListenSocket.Open(new IPEndPoint(IPAddress.Loopback, 0), 2));

        var trouble = Assert.Throws<SocketException>(() =>
            ListenSocket.Open(new IPEndPoint(IPAddress.Loopback, sockets[0].Port), 2)
        );

        Assert.Equal(SocketError.AddressAlreadyInUse, trouble.SocketErrorCode);
    }

    public void Dispose()
    {
        foreach (var loop in loops)
            loop.Stop();
        foreach (var socket in sockets)
            socket.Dispose();
    }

    private static async ValueTask EchoAsync(Connection connection)
    {
        var buffer = new byte[20_000];
        while (await connection.ReceiveAsync(buffer, long.MaxValue) is { IsDone: true } received)
            await connection.SendAsync(buffer.AsMemory(0, received.Bytes), long.MaxValue);
        connection.Close();
    }

    private static async Task<byte[]> ReadAllAsync(Socket client)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await client.ReceiveAsync(buffer).WaitAsync(Patience) is var count and > 0)
            all.Write(buffer, 0, count);
        return all.ToArray();
    }

    private Loop Start(TransportKind side)
    {
        Loop loop = side == TransportKind.Epoll ? new EpollLoop(0) : new SocketLoop(0);
        loop.Start();
        loops.Add(loop);
        return loop;
    }

    private async Task<Socket> ServeAsync(TransportKind side, Func<Connection, ValueTask> serve)
    {
        var loop = Start(side);
        var socket = ListenSocket.Open(new IPEndPoint(IPAddress.Loopback, 0), 1)[0];
        sockets.Add(socket);
        loop.Post(() => loop.Accept(socket, connection => _ = serve(connection).AsTask()));
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, socket.Port).WaitAsync(Patience);
        return client;
    }
}
