using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Serinus.Proxy.Tls;

namespace Serinus.Proxy.Upstreams.Http2;

/// <summary>Opens connections to endpoints for the framework's client, TLS included.</summary>
internal static class Http2Dialer
{
    /// <summary>Where a request carries its target.</summary>
    public static readonly HttpRequestOptionsKey<Http2Target> TargetKey = new("serinus.target");

    /// <summary>Opens one for the first request that needs it.</summary>
    public static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellation
    )
    {
        if (!context.InitialRequestMessage.Options.TryGetValue(TargetKey, out var target))
            throw new InvalidOperationException("A request was sent without its target.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(target.ConnectTime);
        try
        {
            var stream = await DialAsync(target, limit.Token).ConfigureAwait(false);
            return target.Tls is { } tls
                ? new HttpsSchemeStream(await SecureAsync(stream, tls, limit.Token).ConfigureAwait(false))
                : stream;
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ConnectFailure(isTimeout: true, null, late);
        }
        catch (Exception trouble) when (trouble is SocketException or IOException and not ConnectFailure)
        {
            throw new ConnectFailure(isTimeout: false, target.Tls?.Refusal, trouble);
        }
    }

    private static async Task<Stream> DialAsync(Http2Target target, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A stream may be silent for hours: only the kernel can tell that the endpoint is gone.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(target.Endpoint.Host, target.Endpoint.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> SecureAsync(Stream stream, EndpointTls tls, CancellationToken cancellation)
    {
        var secured = new SslStream(stream);
        try
        {
            await secured.AuthenticateAsClientAsync(tls.Http2, cancellation).ConfigureAwait(false);
            if (secured.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2)
                throw new ConnectFailure(isTimeout: false, "does not speak HTTP/2 over TLS (no h2 by ALPN)", null);
            return secured;
        }
        catch (AuthenticationException trouble)
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw new ConnectFailure(isTimeout: false, tls.Refusal ?? "agreed to no TLS connection", trouble);
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
