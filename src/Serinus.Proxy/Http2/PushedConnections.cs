using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Serinus.Proxy.Http2;

/// <summary>The only listener of the framework's server: it opens no port, and accepts the connections that the edge's own listeners give it.</summary>
internal sealed class PushedConnections : IConnectionListenerFactory, IConnectionListener
{
    // Bounded where connections are: by the listeners, which count what they accept.
    private readonly Channel<ConnectionContext> pushed = Channel.CreateUnbounded<ConnectionContext>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    public EndPoint EndPoint { get; private set; } = new IPEndPoint(IPAddress.None, 0);

    /// <summary>Gives a connection to the server; false when it has ended.</summary>
    public bool TryPush(ConnectionContext connection) => pushed.Writer.TryWrite(connection);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        return ValueTask.FromResult<IConnectionListener>(this);
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await pushed.Reader.WaitToReadAsync(cancellationToken))
        {
            if (pushed.Reader.TryRead(out var connection))
                return connection;
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        pushed.Writer.TryComplete();
        return default;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
