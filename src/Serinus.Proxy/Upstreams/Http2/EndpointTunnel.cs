using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Upstreams.Http2;

/// <summary>
/// A stream of HTTP/2 to an endpoint that was opened as a tunnel (RFC 8441), as a connection. The framework's client cannot end its
/// direction alone: when the client has sent all, the endpoint has a while to end the stream itself, which both ends of a WebSocket do
/// after their farewell, before the stream is reset.
/// </summary>
internal sealed class EndpointTunnel : StreamConnection
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stop;
    private volatile bool hasEndedSending;

    public EndpointTunnel(Loop loop, Stream opened, CancellationTokenSource stop)
        : base(loop, default, localPort: 0)
    {
        this.stop = stop;
        Begin(new BothWays(this, opened, stop.Token));
    }

    private protected override Ends SocketEnds() => default;

    protected override void EndSending()
    {
        hasEndedSending = true;
        stop.CancelAfter(FarewellTime);
    }

    // Not on the loop: whoever is told runs in the call. What is under way ends, and the stream is reset.
    protected override void BreakOff() => _ = stop.CancelAsync();

    private sealed class BothWays(EndpointTunnel tunnel, Stream opened, CancellationToken stop) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            try
            {
                return await opened.ReadAsync(buffer, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (tunnel.hasEndedSending)
            {
                // Both have said what they had to say, as far as can be known.
                return 0;
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => opened.WriteAsync(buffer, stop);

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override Task FlushAsync(CancellationToken cancellationToken) => opened.FlushAsync(stop);

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
