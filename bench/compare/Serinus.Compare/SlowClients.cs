using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serinus.Compare;

/// <summary>A thousand clients that take and do not give, a quarter of each kind. One that is sent away comes again after a second.</summary>
public sealed class SlowClients : IAsyncDisposable
{
    /// <summary>How many there are.</summary>
    public const int Count = 1000;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> clients = [];
    private int connected;

    private SlowClients() { }

    /// <summary>Those connected now.</summary>
    public int Connected => Volatile.Read(ref connected);

    /// <summary>Lets them come, and waits until all have.</summary>
    public static async Task<SlowClients> StartAsync(RunningPeer peer)
    {
        var slow = new SlowClients();
        var (plain, tls) = (peer.Url("").Port, peer.Url("", Protocol.Https).Port);
        for (var i = 0; i < Count; i++)
        {
            slow.clients.Add(
                (i % 4) switch
                {
                    0 => slow.ComeAgainAsync(plain, "GET /19B HTTP/1.1\r\nHost: a\r\nX-Slow: ", SendSlowlyAsync),
                    1 => slow.ComeAgainAsync(
                        plain,
                        "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n",
                        SendSlowlyAsync
                    ),
                    2 => slow.ComeAgainAsync(plain, "GET /1MB HTTP/1.1\r\nHost: a\r\n\r\n", ReadSlowlyAsync),
                    // The head of a TLS record, and not all of what it promises.
                    _ => slow.ComeAgainAsync(tls, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc", WaitAsync),
                }
            );

            // A crowd, not a burst: what a listener's queue holds is not what is looked at here.
            if (i % 10 == 9)
                await Task.Delay(20);
        }

        await Testbed.Readiness.UntilAsync(
            () => slow.Connected >= Count * 9 / 10,
            TimeSpan.FromSeconds(20),
            () => $"only {slow.Connected} slow clients are connected to {peer.Peer.Name}"
        );
        return slow;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        stop.Dispose();
    }

    private async Task ComeAgainAsync(int port, string greeting, Func<Socket, CancellationToken, Task> dawdle)
    {
        while (!stop.IsCancellationRequested)
        {
            // A small window, so that what is not read is held at the other side.
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            {
                ReceiveBufferSize = 4096,
            };
            var isIn = false;
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stop.Token);
                await socket.SendAsync(Encoding.Latin1.GetBytes(greeting), stop.Token);
                isIn = true;
                Interlocked.Increment(ref connected);
                await dawdle(socket, stop.Token);
            }
            catch (Exception end) when (end is SocketException or OperationCanceledException)
            {
                // Sent away, or the run is over.
            }

            if (isIn)
                Interlocked.Decrement(ref connected);
            await Task.Delay(Beat, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task SendSlowlyAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[256];
        var ended = socket.ReceiveAsync(buffer, stop).AsTask();
        while (!ended.IsCompleted)
        {
            await socket.SendAsync("x"u8.ToArray(), stop);
            await Task.WhenAny(ended, Task.Delay(Beat, stop));
        }

        await ended;
    }

    private static async Task ReadSlowlyAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer, stop) > 0)
            await Task.Delay(Beat, stop);
    }

    private static async Task WaitAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[256];
        while (await socket.ReceiveAsync(buffer, stop) > 0) { }
    }
}
