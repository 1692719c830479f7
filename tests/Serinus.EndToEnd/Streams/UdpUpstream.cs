using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serinus.EndToEnd.Streams;

/// <summary>A server that answers every datagram with its own name and what it got.</summary>
public sealed class UdpUpstream : IAsyncDisposable
{
    private readonly UdpClient socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<IPEndPoint, int> clients = [];
    private readonly Task answering;

    public UdpUpstream(string name) => answering = AnswerAsync(Encoding.ASCII.GetBytes($"{name}:"));

    public int Port => ((IPEndPoint)socket.Client.LocalEndPoint!).Port;

    /// <summary>Addresses it was asked from.</summary>
    public int Clients => clients.Count;

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await answering;
        socket.Dispose();
        closing.Dispose();
    }

    private async Task AnswerAsync(byte[] name)
    {
        try
        {
            while (true)
            {
                var asked = await socket.ReceiveAsync(closing.Token);
                clients[asked.RemoteEndPoint] = 0;
                await socket.SendAsync((byte[])[.. name, .. asked.Buffer], asked.RemoteEndPoint, closing.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is done with it.
        }
    }
}
