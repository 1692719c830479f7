using System.Runtime.CompilerServices;

namespace Serinus.Proxy.Transport;

/// <summary>
/// A byte stream of the framework as a connection of a loop: reads and writes may complete on any thread, their waits end on the loop's.
/// </summary>
internal abstract class StreamConnection : Connection
{
    private readonly LoopWait<int> reading;
    private readonly LoopWait<bool> writing;
    private Stream? stream;
    private byte[] held = [];
    private int heldStart;
    private int heldEnd;
    private bool isAtEnd;
    private bool isClosed;
    private bool hasEndedSending;

    protected StreamConnection(Loop loop, Serinus.Routing.Match.ClientAddress peer, int localPort)
    {
        Loop = loop;
        Peer = peer;
        LocalPort = localPort;
        reading = new LoopWait<int>(loop);
        writing = new LoopWait<bool>(loop);
    }

    public override Loop Loop { get; }

    public override bool HasPendingInput => HasUnread || heldStart < heldEnd || isAtEnd || isClosed;

    public override bool HasInputNow => HasPendingInput;

    public override bool MayHaveInput => HasPendingInput;

    /// <summary>Begins with the stream, once it is there.</summary>
    protected void Begin(Stream opened) => stream = opened;

    /// <summary>Tells the peer that nothing more comes.</summary>
    protected abstract void EndSending();

    /// <summary>Breaks the stream off, so that whatever waits for it ends.</summary>
    protected abstract void BreakOff();

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public override async ValueTask<Transfer> WaitReadableAsync(long deadline)
    {
        if (isClosed || stream is null)
            return Transfer.Failed(TransferStatus.Broken);
        if (HasPendingInput)
            return Transfer.Done(0);
        if (held.Length == 0)
            held = Loop.Buffers.RentSmall();
        var read = reading.IsUnderWay
            ? await reading.GoOnAsync(deadline)
            : await reading.StartAsync(stream.ReadAsync(held), deadline);
        if (!read.IsDone)
            return isClosed ? Transfer.Failed(TransferStatus.Broken) : read;
        (heldStart, heldEnd) = (0, reading.Result);
        isAtEnd = heldEnd == 0;
        return Transfer.Done(0);
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public override async ValueTask<Transfer> ReceiveAsync(Memory<byte> buffer, long deadline)
    {
        if (HasUnread)
            return TakeUnread(buffer.Span);
        if (heldStart == heldEnd && !isAtEnd && await WaitReadableAsync(deadline) is { IsDone: false } failed)
            return failed;
        if (heldStart == heldEnd)
            return Transfer.Failed(TransferStatus.End);
        var count = Math.Min(buffer.Length, heldEnd - heldStart);
        held.AsSpan(heldStart, count).CopyTo(buffer.Span);
        heldStart += count;
        return Transfer.Done(count);
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public override async ValueTask<Transfer> SendAsync(ReadOnlyMemory<byte> bytes, long deadline)
    {
        if (isClosed || stream is null)
            return Transfer.Failed(TransferStatus.Broken);
        var sent = await writing.StartAsync(WriteAsync(stream, bytes), deadline);
        if (sent.IsDone)
            return Transfer.Done(bytes.Length);

        // What is under way still reads the bytes, which are not ours to keep: break it off before they are used anew.
        if (writing.IsUnderWay)
        {
            BreakOff();
            await writing.GoOnAsync(long.MaxValue);
        }

        return sent;
    }

    public override void SetReceiveDeadline(long deadline) => reading.SetDeadline(deadline);

    public override void CancelReceive() => reading.Cancel();

    public override void CancelSend() => writing.Cancel();

    public override void ShutdownSend()
    {
        if (isClosed || hasEndedSending)
            return;
        hasEndedSending = true;
        EndSending();
    }

    public override void Close(bool reset = false)
    {
        if (isClosed)
            return;
        isClosed = true;
        Reset = null;
        if (reset || !hasEndedSending)
            BreakOff();
        reading.Cancel();
        writing.Cancel();
    }

    /// <summary>Waits until nothing touches the stream any more.</summary>
    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    public async ValueTask EndAsync()
    {
        if (reading.IsUnderWay)
        {
            BreakOff();
            await reading.GoOnAsync(long.MaxValue);
        }

        if (held.Length > 0)
            Loop.Buffers.Return(held);
        held = [];
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> WriteAsync(Stream to, ReadOnlyMemory<byte> bytes)
    {
        await to.WriteAsync(bytes);
        await to.FlushAsync();
        return true;
    }
}
