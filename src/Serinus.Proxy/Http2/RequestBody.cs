using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Http2;

/// <summary>
/// The body of a request, as the framework takes it off its frames. A piece is given back to the client's flow-control window only when the
/// next one is asked for, so a slow upstream holds up the client. Used again from request to request of its stream.
/// </summary>
internal sealed class RequestBody : PendingTransfer.IOwner
{
    /// <summary>A body of this size that is here already goes out with the head, and again when the request is tried again.</summary>
    private const int PeekBytesMax = BufferPool.SmallBytes;

    /// <summary>How long a client is kept waiting for leave to send its body: it need not wait for ever either (RFC 9110 §10.1.1).</summary>
    private const int LeaveMilliseconds = 1_000;

    private readonly Loop loop;
    private readonly LoopWait<ReadResult> reading;
    private readonly PendingTransfer leave;
    private readonly List<HeaderField> trailers = [];
    private IFeatureCollection features = null!;
    private PipeReader reader = null!;
    private ReadOnlySequence<byte> piece;
    private SequencePosition next;
    private byte[] trailerBytes = [];
    private byte[] peeked = [];
    private int trailerBytesMax;
    private bool hasPiece;
    private bool isLast;
    private bool waitsForLeave;

    public RequestBody(Loop loop)
    {
        this.loop = loop;
        reading = new LoopWait<ReadResult>(loop);
        leave = new PendingTransfer(this);
    }

    public BodyKind Kind { get; private set; }

    /// <summary>Content-Length; -1 when not told.</summary>
    public long Length { get; private set; }

    /// <summary>What was wrong, after <see cref="BodyStatus.Bad"/>.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>Trailer fields, once the body is whole.</summary>
    public ReadOnlySpan<HeaderField> Trailers => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(trailers);

    public ReadOnlySpan<byte> TrailerBytes => trailerBytes;

    /// <summary>Begins a request's body.</summary>
    /// <param name="of">The request.</param>
    /// <param name="contentLength">Content-Length, or -1.</param>
    /// <param name="expectsBody">Whether the method is one whose requests have a body, be it an empty one (RFC 9110 §8.6).</param>
    /// <param name="waits">Whether the client waits for leave to send it.</param>
    /// <param name="trailersMax">Most bytes of trailer fields; 0 for any.</param>
    public void Begin(IFeatureCollection of, long contentLength, bool expectsBody, bool waits, int trailersMax)
    {
        features = of;
        Rejection = null;
        piece = default;
        peeked = [];
        hasPiece = false;
        trailers.Clear();
        trailerBytesMax = trailersMax == 0 ? int.MaxValue : trailersMax;
        isLast = !features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody;
        if (isLast)
        {
            var isEmpty = expectsBody || contentLength == 0;
            (Kind, Length) = isEmpty ? (BodyKind.Length, 0) : (BodyKind.None, 0);
            return;
        }

        (Kind, Length) = contentLength >= 0 ? (BodyKind.Length, contentLength) : (BodyKind.Chunked, -1);
        reader = features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        waitsForLeave = waits;
        if (!waits)
            Look();
    }

    /// <summary>The upstream wants the body: the server tells the client so when it is first asked for it.</summary>
    public void GiveLeave()
    {
        waitsForLeave = false;
        EndLeave(Transfer.Done(0));
    }

    /// <summary>The body when all of it is here; nothing is used up.</summary>
    public bool TryPeek(out ReadOnlyMemory<byte> body)
    {
        body = peeked;
        return isLast && (!hasPiece || peeked.Length > 0);
    }

    /// <summary>Uses up what <see cref="TryPeek"/> showed; how many bytes that were.</summary>
    public int TakePeeked()
    {
        var count = peeked.Length;
        peeked = [];
        Release();
        return count;
    }

    /// <summary>The next piece of those received. It holds until more is received.</summary>
    public BodyStatus Next(out ReadOnlyMemory<byte> data)
    {
        data = default;
        while (hasPiece && piece.TryGet(ref next, out data))
        {
            if (!data.IsEmpty)
                return BodyStatus.Data;
        }

        if (!isLast)
            return BodyStatus.NeedMore;
        return ReadTrailers() ? BodyStatus.End : BodyStatus.Bad;
    }

    /// <summary>Receives more.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<Transfer> ReceiveAsync(long deadline)
    {
        Release();
        if (waitsForLeave)
        {
            loop.Set(leave, Math.Min(deadline, loop.Now + LeaveMilliseconds));
            var waited = await leave.Start();
            if (waited.Status == TransferStatus.Cancelled)
                return waited;
            waitsForLeave = false;
        }

        var received = reading.IsUnderWay
            ? await reading.GoOnAsync(deadline)
            : await reading.StartAsync(Read(), deadline);
        if (received.IsDone)
            Take(reading.Result);
        return received;
    }

    public void Cancel()
    {
        EndLeave(Transfer.Failed(TransferStatus.Cancelled));
        reading.Cancel();
    }

    public void SetDeadline(long deadline) => reading.SetDeadline(deadline);

    /// <summary>Leaves the request: nothing of it is touched any more.</summary>
    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    public async ValueTask EndAsync()
    {
        if (reading.IsUnderWay)
        {
            reader.CancelPendingRead();
            if ((await reading.GoOnAsync(long.MaxValue)).IsDone)
                Take(reading.Result);
        }

        Release();
        features = null!;
        reader = null!;
    }

    void PendingTransfer.IOwner.Expired(PendingTransfer pending) => EndLeave(Transfer.Failed(TransferStatus.TimedOut));

    private void EndLeave(Transfer how)
    {
        if (!leave.IsWaiting)
            return;
        loop.Timers.Remove(leave);
        leave.Complete(how);
    }

    private ValueTask<ReadResult> Read()
    {
        try
        {
            return reader.ReadAsync();
        }
        catch (Exception trouble) when (IsExpected(trouble))
        {
            return ValueTask.FromException<ReadResult>(trouble);
        }
    }

    /// <summary>Takes what came with the head, if anything did.</summary>
    private void Look()
    {
        try
        {
            if (!reader.TryRead(out var result))
                return;
            Take(result);
        }
        catch (Exception trouble)
            when (trouble is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client has gone already; the exchange will hear of it where it waits.
            return;
        }

        if (!isLast || piece.Length > PeekBytesMax || HasTrailers())
            return;
        peeked = piece.ToArray();
        (Kind, Length) = (BodyKind.Length, peeked.Length);
    }

    /// <summary>How the server tells that the client has reset the stream or gone.</summary>
    private static bool IsExpected(Exception trouble) =>
        trouble is IOException or OperationCanceledException or InvalidOperationException;

    private void Take(ReadResult result)
    {
        piece = result.Buffer;
        next = piece.Start;
        hasPiece = true;
        isLast = result.IsCompleted;
    }

    private void Release()
    {
        if (!hasPiece)
            return;
        hasPiece = false;
        reader.AdvanceTo(piece.End);
        piece = default;
    }

    private bool HasTrailers() =>
        features.Get<IHttpRequestTrailersFeature>() is { Available: true, Trailers.Count: > 0 };

    /// <summary>Writes the trailers as lines, checked as fields are; false when they break a rule or a limit.</summary>
    private bool ReadTrailers()
    {
        if (trailers.Count > 0 || features.Get<IHttpRequestTrailersFeature>() is not { Available: true } sent)
            return true;
        var position = 0;
        foreach (var (name, values) in sent.Trailers)
        {
            foreach (var value in values)
            {
                var end = position + name.Length + (value?.Length ?? 0);
                if (end > trailerBytesMax)
                    return Refuse(Rejection.TrailersTooLarge);
                if (end > trailerBytes.Length)
                    Array.Resize(ref trailerBytes, Math.Max(512, end * 2));
                Encoding.Latin1.GetBytes(name, trailerBytes.AsSpan(position));
                Encoding.Latin1.GetBytes(value, trailerBytes.AsSpan(position + name.Length));
                var nameBytes = trailerBytes.AsSpan(position, name.Length);
                if (!Syntax.IsToken(nameBytes))
                    return Refuse(Rejection.HeaderName);
                if (
                    trailerBytes
                        .AsSpan(position + name.Length, end - position - name.Length)
                        .ContainsAny(Syntax.Controls)
                )
                    return Refuse(Rejection.HeaderValue);
                var valueStart = position + name.Length;
                trailers.Add(
                    new HeaderField(
                        KnownHeaders.Identify(nameBytes),
                        new Slice(position, name.Length),
                        new Slice(valueStart, end - valueStart)
                    )
                );
                position = end;
            }
        }

        return true;
    }

    private bool Refuse(Rejection why)
    {
        Rejection = why;
        return false;
    }
}
