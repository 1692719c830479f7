using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Serinus.Tests.Proxy.Health;

/// <summary>A server on the loopback that answers every connection with bytes given, and remembers the heads it was sent.</summary>
internal sealed class CheckedServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private readonly Channel<string> asked = Channel.CreateUnbounded<string>();
    private volatile Func<int, string> answers;

    /// <summary>Answers with these bytes and closes; an empty answer means never to answer.</summary>
    public CheckedServer(string answer)
        : this(_ => answer) { }

    /// <summary>Answers by the number of the connection, counted from 0.</summary>
    public CheckedServer(Func<int, string> answers)
    {
        this.answers = answers;
        listener.Start();
        accepting = AcceptAsync();
    }

    public const string Fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    public const string Unfit = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Heads { get; } = [];

    public string Answer
    {
        set => answers = _ => value;
    }

    /// <summary>Completes with the next head that comes in.</summary>
    public ValueTask<string> Asked(CancellationToken cancellation) => asked.Reader.ReadAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await accepting;
        listener.Stop();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await listener.AcceptSocketAsync(stop.Token), serving.Count));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket, int number)
    {
        using var connection = socket;
        var head = "";
        var buffer = new byte[4096];
        try
        {
            while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await connection.ReceiveAsync(buffer, stop.Token);
                if (read == 0)
                    break;
                head += Encoding.ASCII.GetString(buffer, 0, read);
            }

            Heads.Enqueue(head);
            asked.Writer.TryWrite(head);
            if (head.Length == 0)
                return;
            var answer = answers(number);
            if (answer.Length > 0)
                await connection.SendAsync(Encoding.ASCII.GetBytes(answer), stop.Token);
            else
                await connection.ReceiveAsync(buffer, stop.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The checker gave up, or the test is over.
        }
    }
}
