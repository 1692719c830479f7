using System.Runtime.CompilerServices;
using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Tls;

/// <summary>
/// A connection of a loop as the stream that TLS runs over. All calls come from the loop's thread, and so do all completions.
/// A stream can tell trouble by an exception alone; the status behind it is kept for whoever catches it.
/// </summary>
internal sealed class LoopStream(Connection connection) : Stream
{
    private TransferStatus failure = TransferStatus.Broken;

    /// <summary>Deadline of reads that begin from now on.</summary>
    public long ReceiveDeadline { get; set; } = long.MaxValue;

    /// <summary>Deadline of writes that begin from now on.</summary>
    public long SendDeadline { get; set; } = long.MaxValue;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var received = buffer.IsEmpty
            ? await connection.WaitReadableAsync(ReceiveDeadline)
            : await connection.ReceiveAsync(buffer, ReceiveDeadline);
        return received.Status switch
        {
            TransferStatus.Done => received.Bytes,
            TransferStatus.End => 0,
            _ => throw Trouble(received.Status),
        };
    }

    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        var sent = await connection.SendAsync(buffer, SendDeadline);
        if (!sent.IsDone)
            throw Trouble(sent.Status);
    }

    /// <summary>How the read or write that failed did; broken when the trouble is not the connection's.</summary>
    public TransferStatus TakeFailure()
    {
        var taken = failure;
        failure = TransferStatus.Broken;
        return taken;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private IOException Trouble(TransferStatus status)
    {
        failure = status;
        return new IOException(status.ToString());
    }
}
