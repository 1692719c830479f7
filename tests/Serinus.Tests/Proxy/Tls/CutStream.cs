namespace Serinus.Tests.Proxy.Tls;

/// <summary>Cuts what a TLS client sends: its first record into several, everything into small segments.</summary>
internal sealed class CutStream(Stream below, int segment, int record) : Stream
{
    private bool isFirst = true;

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
        below.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        var bytes = isFirst ? CutRecord(buffer.Span) : buffer.ToArray();
        isFirst = false;
        for (var at = 0; at < bytes.Length; at += segment)
        {
            await below.WriteAsync(bytes.AsMemory(at, Math.Min(segment, bytes.Length - at)), cancellationToken);
            await below.FlushAsync(cancellationToken);
        }
    }

    public override void Flush() => below.Flush();

    public override int Read(byte[] buffer, int offset, int count) => below.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => below.Write(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            below.Dispose();
        base.Dispose(disposing);
    }

    private byte[] CutRecord(ReadOnlySpan<byte> bytes)
    {
        var message = bytes[5..];
        var cut = new MemoryStream();
        for (var at = 0; at < message.Length; at += record)
        {
            var part = message.Slice(at, Math.Min(record, message.Length - at));
            cut.Write(bytes[..3]);
            cut.Write([(byte)(part.Length >> 8), (byte)part.Length]);
            cut.Write(part);
        }

        return cut.ToArray();
    }
}
