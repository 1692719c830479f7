using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Serinus.Proxy.Tls;
using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Http2;

/// <summary>A client's connection as the framework's server sees it: two bounded pipes, of which the session on the loop holds the other ends.</summary>
internal sealed class SessionTransport : ConnectionContext, IDuplexPipe
{
    /// <summary>Bytes that wait between loop and server, each way, before the one that writes has to wait.</summary>
    private const int WaitingBytesMax = 64 * 1024;

    // Whoever writes wakes the other side: the loop's side goes home by itself, and the server's begins with a hop of its own.
    private static readonly PipeOptions Options = new(
        BlockPool.Blocks,
        PipeScheduler.Inline,
        PipeScheduler.Inline,
        WaitingBytesMax,
        WaitingBytesMax / 2,
        BlockPool.Blocks.MaxBufferSize,
        useSynchronizationContext: false
    );

    private static long count;

    private readonly Pipe input = new(Options);
    private readonly Pipe output = new(Options);
    private readonly CancellationTokenSource closed = new();
    private readonly TaskCompletionSource<bool> gone = new();
    private readonly Http2Session session;
    private Dictionary<object, object?>? items;

    public SessionTransport(Http2Session session, Connection connection)
    {
        this.session = session;
        ConnectionId = $"h2-{Interlocked.Increment(ref count)}";
        ConnectionClosed = closed.Token;
        Transport = this;
        Features.Set(session);
        Features.Set<IMemoryPoolFeature>(MemoryOfTheEdge.Feature);
        if (connection is not TlsConnection tls)
            return;
        var features = new TlsFeatures(tls);
        Features.Set<ITlsConnectionFeature>(features);
        Features.Set<ITlsHandshakeFeature>(features);
        Features.Set<ITlsApplicationProtocolFeature>(features);
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items
    {
        get => items ??= [];
        set => items = new Dictionary<object, object?>(value);
    }

    public override IDuplexPipe Transport { get; set; }

    PipeReader IDuplexPipe.Input => input.Reader;

    PipeWriter IDuplexPipe.Output => output.Writer;

    /// <summary>Where the session puts what the client sent.</summary>
    public PipeWriter FromClient => input.Writer;

    /// <summary>Where the session takes what is for the client.</summary>
    public PipeReader ToClient => output.Reader;

    /// <summary>Completes when the server is done with the connection and all its streams.</summary>
    public Task<bool> Gone => gone.Task;

    /// <summary>Asks the server to end the connection after the streams under way; false when it has not taken it over yet.</summary>
    public bool TryEnd()
    {
        if (Features.Get<IConnectionLifetimeNotificationFeature>() is not { } lifetime)
            return false;
        lifetime.RequestClose();
        return true;
    }

    /// <summary>Tells the server that the client has gone. What it calls is not the loop's business.</summary>
    public void Closed() =>
        ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), closed, preferLocal: false);

    public override void Abort(ConnectionAbortedException abortReason) => session.CutSoon();

    public override ValueTask DisposeAsync()
    {
        // The server leaves it to the transport to end the pipes; what it wrote last is still sent.
        input.Reader.Complete();
        output.Writer.Complete();
        gone.TrySetResult(true);
        return base.DisposeAsync();
    }

    private sealed class MemoryOfTheEdge : IMemoryPoolFeature
    {
        public static readonly MemoryOfTheEdge Feature = new();

        public System.Buffers.MemoryPool<byte> MemoryPool => BlockPool.Blocks;
    }
}
