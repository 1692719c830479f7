using System.Net;
using System.Net.Sockets;

namespace Serinus.EndToEnd.Streams;

/// <summary>A server that does with every connection what its script says.</summary>
public sealed class TcpUpstream : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly Func<NetworkStream, CancellationToken, Task> script;
    private readonly Task accepting;
    private int connections;

    public TcpUpstream(Func<NetworkStream, CancellationToken, Task> script)
    {
        this.script = script;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Sends back what it gets.</summary>
    public static TcpUpstream Echo() => new((stream, closing) => stream.CopyToAsync(stream, closing));

    /// <summary>Says its name and is done; whatever the client says.</summary>
    public static TcpUpstream Named(string name) =>
        new(async (stream, closing) => await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(name), closing));

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Url => $"tcp://127.0.0.1:{Port}";

    public int Connections => Volatile.Read(ref connections);

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await listener.AcceptTcpClientAsync(closing.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            Interlocked.Increment(ref connections);
            var stream = client.GetStream();
            try
            {
                await script(stream, closing.Token);
                client.Client.Shutdown(SocketShutdown.Send);

                // Until the client is done too, so that no reset overtakes what was sent.
                await stream.CopyToAsync(Stream.Null, closing.Token);
            }
            catch (Exception end)
                when (end is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client, or the test, is done with it.
            }
        }
    }
}
