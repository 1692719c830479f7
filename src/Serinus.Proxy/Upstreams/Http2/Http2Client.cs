using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Serinus.Proxy.Tls;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Upstreams.Http2;

/// <summary>
/// HTTP/2 towards the endpoints of one service by the framework's client, one set of connections for all loops. It runs on the
/// thread pool. It is never disposed of while exchanges may hold it: connections without requests close by themselves.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Idle connections close by themselves; see the type's comment.")]
internal sealed class Http2Client
{
    private static readonly HttpRequestOptionsKey<Http2Target> TargetKey = new("serinus.target");

    private readonly HttpMessageInvoker invoker;
    private readonly PoolConfig pool;
    private readonly UpstreamTls? tls;

    [SuppressMessage("Reliability", "CA2000", Justification = "The invoker owns the handler.")]
    private Http2Client(PoolConfig pool, UpstreamTls? tls)
    {
        this.pool = pool;
        this.tls = tls;
        invoker = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                ConnectCallback = ConnectAsync,
                EnableMultipleHttp2Connections = true,
                PooledConnectionIdleTimeout = pool.IdleTime == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : pool.IdleTime,
                ConnectTimeout = Timeout.InfiniteTimeSpan,
                RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
                ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ActivityHeadersPropagator = null,
            },
            disposeHandler: true
        );
    }

    /// <summary>The client of a service: the one before when nothing changed that connections hang on.</summary>
    public static Http2Client Of(PoolConfig pool, UpstreamTls? tls, Http2Client? before) =>
        before is not null && before.pool == pool && before.tls == tls ? before : new Http2Client(pool, tls);

    /// <summary>Sends a request; the response's body is read by the caller.</summary>
    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        Http2Target target,
        CancellationToken cancellation
    )
    {
        request.Options.Set(TargetKey, target);
        return invoker.SendAsync(request, cancellation);
    }

    private static async ValueTask<Stream> ConnectAsync(
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
            return target.Tls is { } tls ? await SecureAsync(stream, tls, limit.Token).ConfigureAwait(false) : stream;
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
