using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using System.Text;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Upstreams.Http2;

/// <summary>
/// HTTP/2 towards one endpoint by the framework's client: one set of connections for all loops, whatever hosts are asked for. It runs on
/// the thread pool. When it is retired its connections are closed as soon as the last exchange has left; an exchange that comes later
/// still, under a snapshot of before, is served by new ones that are closed after it.
/// </summary>
internal sealed class Http2Client(PoolConfig pool)
{
    /// <summary>Bytes of a head and its trailers together, in units of 1024; limits of the configuration hold within.</summary>
    private const int HeadKilobytesMax = 64;

    private volatile Http2Lease? current;
    private volatile bool isRetired;

    /// <summary>What was asked of its connections.</summary>
    public PoolConfig Pool => pool;

    /// <summary>Whether nothing new is to be sent by it.</summary>
    public bool IsRetired => isRetired;

    /// <summary>Connections for one exchange, which has to leave them.</summary>
    public Http2Lease Enter()
    {
        while (true)
        {
            var lease = current;
            if (lease is not null && lease.TryEnter())
                return lease;
            var opened = new Http2Lease(this, Open(pool));
            if (Interlocked.CompareExchange(ref current, opened, lease) != lease)
                opened.CloseUnused();
        }
    }

    /// <summary>Closes it when the exchanges that hold it are over.</summary>
    public void Retire()
    {
        isRetired = true;
        current?.CloseUnused();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The invoker owns the handler.")]
    private static HttpMessageInvoker Open(PoolConfig pool) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = Http2Dialer.ConnectAsync,
                EnableMultipleHttp2Connections = true,
                PooledConnectionIdleTimeout = pool.IdleTime == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : pool.IdleTime,
                ConnectTimeout = Timeout.InfiniteTimeSpan,
                RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
                ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
                MaxResponseHeadersLength = HeadKilobytesMax,
                AutomaticDecompression = System.Net.DecompressionMethods.None,
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ActivityHeadersPropagator = null,
            },
            disposeHandler: true
        );
}
