using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serinus.Commands.Demo;

/// <summary>One instance of a small web application on a free port of this machine: it greets with its version.</summary>
internal sealed class SampleApp : IAsyncDisposable
{
    /// <summary>Header field that tells which version answered.</summary>
    public const string VersionHeader = "X-App-Version";

    private const int HeadBytesMax = 16 * 1024;
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly byte[] answer;
    private readonly byte[] failure;
    private readonly double failing;
    private readonly Task accepting;
    private long requests;

    /// <param name="version">Its version.</param>
    /// <param name="failing">Share of requests that it fails, from 0 to 1.</param>
    public SampleApp(string version, double failing = 0)
    {
        this.failing = failing;
        answer = Answer("200 OK", version, $"hello from version {version}\n");
        failure = Answer("500 Internal Server Error", version, $"version {version} is broken\n");
        listener.Start();
        Address = $"http://{listener.LocalEndpoint}";
        accepting = AcceptAsync();
    }

    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await accepting;
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                connections.Add(ServeAsync(await listener.AcceptSocketAsync(stop.Token)));
                connections.RemoveAll(connection => connection.IsCompleted);
            }
            catch (Exception trouble) when (trouble is SocketException or OperationCanceledException)
            {
                // A client that left before it was accepted is its own affair; the end is noticed above.
            }
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            var buffer = new byte[HeadBytesMax];
            var filled = 0;
            try
            {
                while (true)
                {
                    var end = buffer.AsSpan(0, filled).IndexOf(EndOfHead);
                    if (end < 0)
                    {
                        var read = await socket.ReceiveAsync(buffer.AsMemory(filled), stop.Token);
                        if (read == 0)
                            return;
                        filled += read;
                        continue;
                    }

                    // The application reads no bodies: whoever sends one is answered, and the connection closed.
                    var hasBody = HasBody(buffer.AsSpan(0, end));
                    await socket.SendAsync(Next(), stop.Token);
                    if (hasBody)
                        return;
                    var next = end + EndOfHead.Length;
                    buffer.AsSpan(next, filled - next).CopyTo(buffer);
                    filled -= next;
                }
            }
            catch (Exception trouble) when (trouble is SocketException or OperationCanceledException)
            {
                // The edge closed an idle connection, or the demo ends: either way this connection is over.
            }
        }
    }

    /// <summary>Those that fail are spread evenly.</summary>
    private byte[] Next()
    {
        var before = Interlocked.Increment(ref requests) - 1;
        return Math.Floor((before + 1) * failing) > Math.Floor(before * failing) ? failure : answer;
    }

    private static byte[] Answer(string status, string version, string body) =>
        Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\n{VersionHeader}: {version}\r\nContent-Length: {body.Length}\r\n\r\n{body}"
        );

    private static bool HasBody(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head);
        return text.Contains("\r\ncontent-length:", StringComparison.OrdinalIgnoreCase)
            || text.Contains("\r\ntransfer-encoding:", StringComparison.OrdinalIgnoreCase);
    }
}
