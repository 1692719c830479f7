using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Serinus.Testbed.Kubernetes;

/// <summary>A sample upstream on an address of its own. It answers every request with its name, and counts.</summary>
public sealed class Pod : IDisposable
{
    private readonly Socket listener;
    private readonly Action forget;
    private readonly SslServerAuthenticationOptions? tls;
    private readonly byte[] answer;
    private readonly byte[] error;
    private readonly HashSet<Socket> connections = [];
    private readonly Lock connectionsLock = new();
    private int requests;
    private bool isClosed;

    internal Pod(string name, Socket listener, SslServerAuthenticationOptions? tls, Action forget)
    {
        (Name, this.listener, this.tls, this.forget) = (name, listener, tls, forget);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        answer = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {name.Length}\r\n\r\n{name}"
        );
        error = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\nContent-Length: {name.Length}\r\n\r\n{name}"
        );
        _ = AcceptAsync();
    }

    /// <summary>Of so many requests one fails, with 500; none when 0.</summary>
    public int FailsEvery { get; set; }

    /// <summary>Time until it answers a request that it has counted.</summary>
    public TimeSpan AnswersAfter { get; set; }

    public string Name { get; }

    public IPEndPoint EndPoint { get; }

    public string Address => EndPoint.Address.ToString();

    /// <summary>Requests it has answered.</summary>
    public int Requests => Volatile.Read(ref requests);

    /// <summary>Ends it as a crash would: open connections break, new ones are refused.</summary>
    public void Dispose()
    {
        Socket[] open;
        lock (connectionsLock)
        {
            if (isClosed)
                return;
            isClosed = true;
            open = [.. connections];
        }

        listener.Dispose();
        foreach (var connection in open)
            connection.Dispose();
        forget();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = await listener.AcceptAsync();
                connection.NoDelay = true;
                _ = ServeAsync(connection);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The pod was ended.
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        lock (connectionsLock)
        {
            if (isClosed)
            {
                connection.Dispose();
                return;
            }

            connections.Add(connection);
        }

        Stream stream = new NetworkStream(connection, ownsSocket: true);
        try
        {
            if (tls is not null)
            {
                var secure = new SslStream(stream);
                stream = secure;
                await secure.AuthenticateAsServerAsync(tls);
            }

            var reader = new WireReader(stream) { Keeps = false };
            while (await reader.HasMoreAsync(CancellationToken.None))
            {
                await reader.ReadLineAsync(CancellationToken.None);
                await SkipBodyAsync(reader, await reader.ReadFieldsAsync(CancellationToken.None));
                var number = Interlocked.Increment(ref requests);
                if (AnswersAfter > TimeSpan.Zero)
                    await Task.Delay(AnswersAfter);
                await stream.WriteAsync(FailsEvery > 0 && number % FailsEvery == 0 ? error : answer);
            }
        }
        catch (Exception end)
            when (end is IOException or ObjectDisposedException or InvalidDataException or AuthenticationException)
        {
            // The edge or the end of the pod closed the connection.
        }
        finally
        {
            await stream.DisposeAsync();
            lock (connectionsLock)
                connections.Remove(connection);
        }
    }

    private static async Task SkipBodyAsync(WireReader reader, Fields head)
    {
        if (head.Has("Transfer-Encoding"))
            await reader.ReadChunkedAsync(CancellationToken.None);
        else if (head["Content-Length"] is { } length)
            await reader.SkipAsync(long.Parse(length), CancellationToken.None);
    }
}
