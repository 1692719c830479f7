using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Serinus.Proxy.Transport;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Http2;

/// <summary>
/// The framework's server, which knows the frames of HTTP/2, fed with connections that the edge has accepted. It opens no port, has no
/// middleware, and is started by the first connection that speaks HTTP/2. One for all loops; any thread may call it.
/// </summary>
internal sealed class Http2Host : IAsyncDisposable
{
    /// <summary>RFC 7541 §4.2: what a client's header compression may make the edge remember, per connection.</summary>
    private const int HeaderTableBytes = 4096;

    /// <summary>RFC 9113 §6.5.2: the least there is; a larger frame only holds up those of other streams.</summary>
    private const int FrameBytesMax = 16 * 1024;

    /// <summary>Bytes of request bodies that a client may have under way: on one stream, and on the connection. They bound what waits in memory.</summary>
    private const int StreamWindowBytes = 512 * 1024;
    private const int ConnectionWindowBytes = 1024 * 1024;

    /// <summary>Bytes of a response that wait for their stream's turn.</summary>
    private const int ResponseBytes = 64 * 1024;

    private readonly KestrelServerOptions options = new();
    private readonly PushedConnections connections = new();
    private readonly KestrelServer server;
    private readonly Lock starting = new();
    private readonly TextCache?[] texts;
    private Task? started;
    private LimitsConfig? limits;

    public Http2Host(int loops, Action<string>? complain)
    {
        texts = new TextCache?[loops];
        options.AddServerHeader = false;
        options.AllowAlternateSchemes = true;
        options.RequestHeaderEncodingSelector = static _ => System.Text.Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = static _ => System.Text.Encoding.Latin1;
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MaxRequestBufferSize = null;
        options.Limits.MaxResponseBufferSize = ResponseBytes;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.Http2.HeaderTableSize = HeaderTableBytes;
        options.Limits.Http2.MaxFrameSize = FrameBytesMax;
        options.Limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
        options.Limits.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;
        options.Listen(connections.EndPoint, static listen => listen.Protocols = HttpProtocols.Http2);
        server = new KestrelServer(Options.Create(options), connections, new ComplaintLog(complain));
    }

    /// <summary>Serves a connection; false when service has ended.</summary>
    public bool TryServe(ConnectionContext connection, LimitsConfig now)
    {
        lock (starting)
        {
            Apply(now);
            started ??= server.StartAsync(new Http2Application(), CancellationToken.None);
        }

        return connections.TryPush(connection);
    }

    /// <summary>What a loop keeps of the texts of fields; on that loop.</summary>
    public TextCache TextsOf(Loop loop) => texts[loop.Index] ??= new TextCache();

    public async ValueTask DisposeAsync()
    {
        if (started is not null)
        {
            await started;
            using var atOnce = new CancellationTokenSource();
            await atOnce.CancelAsync();
            await server.StopAsync(atOnce.Token);
        }

        server.Dispose();
    }

    /// <summary>
    /// The server's own limits, read by it as connections begin. Where the edge answers a limit itself, the server's is wider, so that a request that is only somewhat
    /// too large gets its status; far beyond, the connection ends.
    /// </summary>
    private void Apply(LimitsConfig now)
    {
        if (ReferenceEquals(limits, now))
            return;
        limits = now;
        options.Limits.KeepAliveTimeout = TimeOf(now.KeepAliveTime);
        options.Limits.RequestHeadersTimeout = TimeOf(now.HeaderReadTime);
        options.Limits.MaxRequestHeaderCount = 2 * now.HeaderCountMax + 16;
        options.Limits.MaxRequestHeadersTotalSize = 2 * now.HeadBytesMax + 64 * now.HeaderCountMax;
        options.Limits.MaxRequestLineSize = 2 * now.HeadBytesMax + 1024;
        options.Limits.Http2.MaxRequestHeaderFieldSize = 2 * now.HeadBytesMax;
        options.Limits.Http2.MaxStreamsPerConnection = now.StreamsMax;
    }

    private static TimeSpan TimeOf(TimeSpan time) => time == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : time;
}
