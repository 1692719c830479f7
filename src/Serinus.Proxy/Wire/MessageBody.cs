using System.Runtime.CompilerServices;
using Serinus.Proxy.Transport;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Wire;

/// <summary>The body of one message on its way in, from an <see cref="InputBuffer"/>: framing is taken off, data comes in pieces. Reused from message to message.</summary>
internal sealed class MessageBody(InputBuffer input)
{
    private readonly List<HeaderField> trailers = [];
    private ChunkedDecoder decoder;
    private long left;
    private int trailerBytesMax;
    private bool isHeadHeld;

    public BodyKind Kind { get; private set; }

    /// <summary>Content-Length; -1 when not told.</summary>
    public long Length { get; private set; }

    /// <summary>Whether all of it was read.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Data bytes given out so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Trailer fields, once complete; their slices point into <see cref="InputBuffer.Bytes"/> and hold until the next read.</summary>
    public ReadOnlySpan<HeaderField> Trailers => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(trailers);

    /// <summary>What was wrong, after <see cref="BodyStatus.Bad"/>.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>Begins a body.</summary>
    /// <param name="kind">How its end is told.</param>
    /// <param name="length">Content-Length, for <see cref="BodyKind.Length"/>.</param>
    /// <param name="trailerBytesMax">Most bytes of trailer fields.</param>
    /// <param name="isHeadHeld">Whether the head in front of it is still needed while it is read.</param>
    public void Begin(BodyKind kind, long length, int trailerBytesMax, bool isHeadHeld)
    {
        Kind = kind;
        Length =
            kind == BodyKind.Length ? length
            : kind == BodyKind.None ? 0
            : -1;
        left = length;
        IsComplete = kind == BodyKind.None || (kind == BodyKind.Length && length == 0);
        BytesRead = 0;
        Rejection = null;
        this.trailerBytesMax = trailerBytesMax == 0 ? int.MaxValue : trailerBytesMax;
        this.isHeadHeld = isHeadHeld;
        if (trailers.Count > 0)
            trailers.Clear();
        if (kind == BodyKind.Chunked)
            decoder = new ChunkedDecoder();
    }

    /// <summary>The next piece of data among the bytes received. It holds until more is received.</summary>
    public BodyStatus Next(out ReadOnlyMemory<byte> data)
    {
        data = default;
        if (IsComplete)
            return BodyStatus.End;
        if (Kind == BodyKind.Chunked)
            return NextChunked(out data);
        if (input.IsEmpty)
            return BodyStatus.NeedMore;
        var count = input.End - input.Start;
        if (Kind == BodyKind.Length)
        {
            count = (int)Math.Min(count, left);
            left -= count;
            IsComplete = left == 0;
        }

        Take(count, out data);
        return BodyStatus.Data;
    }

    /// <summary>Room to receive more of the body into.</summary>
    public Memory<byte> Room() => input.RoomForBody(isHeadHeld);

    /// <summary>Receives more of the body. While nothing of it is here no buffer is held, but for a head that is still needed.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<Transfer> ReceiveAsync(Connection connection, long deadline)
    {
        if (input.IsEmpty && !connection.MayHaveInput)
        {
            input.ReleaseEmpty(isHeadHeld);
            var waited = await connection.WaitReadableAsync(deadline);
            if (!waited.IsDone)
                return waited;
        }

        var received = await connection.ReceiveAsync(Room(), deadline);
        if (received.IsDone)
            Received(received.Bytes);
        return received;
    }

    /// <summary>Tells of bytes received into <see cref="Room"/>.</summary>
    public void Received(int count) => input.Received(count);

    /// <summary>The peer has sent all: a body until close is whole, any other is cut.</summary>
    public bool EndOfStream()
    {
        if (Kind == BodyKind.UntilClose)
            IsComplete = true;
        return IsComplete;
    }

    private void Take(int count, out ReadOnlyMemory<byte> data)
    {
        data = input.Slice(input.Start, count);
        input.Consume(count);
        BytesRead += count;
    }

    private BodyStatus NextChunked(out ReadOnlyMemory<byte> data)
    {
        data = default;
        if (!decoder.IsAtTrailers)
        {
            var status = decoder.Next(input.Unread, out var used, out var dataLength);
            if (status == ParseStatus.Rejected)
                return Bad(decoder.Rejection);
            input.Consume(used - dataLength);
            if (dataLength > 0)
            {
                Take(dataLength, out data);
                return BodyStatus.Data;
            }

            if (status == ParseStatus.NeedMore)
                return BodyStatus.NeedMore;
        }

        return ReadTrailers();
    }

    private BodyStatus ReadTrailers()
    {
        // All trailers are read anew each time: they are few, bounded, and their slices must point at where they stand now.
        trailers.Clear();
        var position = input.Start;
        while (true)
        {
            var status = FieldLine.Read(input.All, ref position, out var field, out var isEnd, out var rejection);
            if (status == ParseStatus.Rejected)
                return Bad(rejection);
            if ((status == ParseStatus.NeedMore ? input.End : position) - input.Start > trailerBytesMax)
                return Bad(Rejection.TrailersTooLarge);
            if (isEnd)
            {
                input.Consume(position - input.Start);
                IsComplete = true;
                return BodyStatus.End;
            }

            if (status == ParseStatus.NeedMore)
                return BodyStatus.NeedMore;

            trailers.Add(field);
        }
    }

    private BodyStatus Bad(Rejection? why)
    {
        Rejection = why;
        return BodyStatus.Bad;
    }
}
