namespace Serinus.Proxy.Upstreams.Http2;

/// <summary>
/// A TLS connection that the framework's client takes for one without. Were it told that it is TLS, it would open connections anew for
/// every host that clients ask for. So it is asked for <c>http</c>, and what it writes is looked through for the one byte of a header
/// block that says so: it leaves as the byte that says <c>https</c> (RFC 7541, Appendix A). A block in any other form ends the connection.
/// </summary>
internal sealed class HttpsSchemeStream(Stream inner) : Stream
{
    private readonly SchemeRewriter rewriter = new();
    private byte[] rewritten = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    /// <summary>The client writes one piece at a time, so one buffer is enough.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (rewritten.Length < buffer.Length)
            rewritten = new byte[Math.Max(buffer.Length, 2 * rewritten.Length)];
        buffer.CopyTo(rewritten);
        rewriter.Rewrite(rewritten.AsSpan(0, buffer.Length));
        return inner.WriteAsync(rewritten.AsMemory(0, buffer.Length), cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
