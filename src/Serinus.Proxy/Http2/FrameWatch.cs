namespace Serinus.Proxy.Http2;

/// <summary>
/// Watches the frames of one connection in both directions for what costs the edge much and the client little: resets, pings, settings,
/// empty frames, and whatever makes the edge reset streams itself. It sees heads of frames only, and decides nothing else.
/// </summary>
/// <param name="glitchesMax">Odd frames within ten seconds that are still taken for chance.</param>
internal sealed class FrameWatch(int glitchesMax)
{
    private const int WindowMilliseconds = 10_000;

    /// <summary>A header block of the largest size allowed fits in fewer frames than this, unless they are cut small on purpose.</summary>
    private const int ContinuationsMax = 32;

    /// <summary>Control frames that useful ones pay for at most; what is more was not saved up in good faith.</summary>
    private const int CreditMax = 1000;

    /// <summary>Control frames each useful frame pays for: the window of a stream and of the connection, and a ping to measure with.</summary>
    private const int CreditPerFrame = 4;

    private FrameScanner fromClient = FrameScanner.AfterPreface();
    private FrameScanner toClient;
    private int glitches;
    private int continuations;
    private int credit = CreditPerFrame * 10;
    private long windowEnds = long.MinValue;

    /// <summary>Whether the client has gone too far.</summary>
    public bool IsTooOdd { get; private set; }

    /// <summary>The newest stream the client opened.</summary>
    public int LastStream { get; private set; }

    /// <summary>Told of each stream whose last frame is on its way to the client.</summary>
    public Action<int>? Ended { get; init; }

    /// <summary>Whether all that was sent are whole frames, so that another may follow.</summary>
    public bool IsAtBoundary => toClient.IsAtBoundary;

    /// <summary>Sees bytes the client sent.</summary>
    public void Received(ReadOnlySpan<byte> bytes, long now)
    {
        while (fromClient.Next(bytes, out var used, out var frame))
        {
            bytes = bytes[used..];
            ReceivedFrame(in frame, now);
        }
    }

    /// <summary>Sees bytes on their way to the client.</summary>
    public void Sending(ReadOnlySpan<byte> bytes, long now)
    {
        while (toClient.Next(bytes, out var used, out var frame))
        {
            bytes = bytes[used..];
            SendingFrame(in frame, now);
        }
    }

    /// <summary>Bytes of a piece up to the end of the frame that is under way; all of it when the frame does not end in it.</summary>
    public int LengthToBoundary(ReadOnlySpan<byte> bytes)
    {
        var ahead = toClient;
        var length = 0;
        // Byte by byte, for a scanner goes on to the next head at once; this happens once in a connection's life.
        for (; !ahead.IsAtBoundary && length < bytes.Length; length++)
            ahead.Next(bytes.Slice(length, 1), out _, out _);
        return length;
    }

    /// <summary>Takes note of something odd that is not to be seen from a frame's head.</summary>
    public void Glitch(long now)
    {
        if (now >= windowEnds)
        {
            windowEnds = now + WindowMilliseconds;
            glitches = 0;
        }

        if (++glitches > glitchesMax)
            IsTooOdd = true;
    }

    private void ReceivedFrame(in FrameHead frame, long now)
    {
        switch (frame.Kind)
        {
            case FrameKind.Data when frame.Length == 0 && !frame.IsAckOrEnd:
            case FrameKind.Priority:
            case FrameKind.RstStream:
                Glitch(now);
                break;
            case FrameKind.Data:
                Earn();
                break;
            case FrameKind.Headers:
                continuations = 0;
                LastStream = Math.Max(LastStream, frame.Stream);
                Earn();
                break;
            case FrameKind.Continuation:
                if (++continuations > ContinuationsMax)
                    IsTooOdd = true;
                break;
            case FrameKind.Ping or FrameKind.Settings when frame.IsAckOrEnd:
                break;
            default:
                Spend(now);
                break;
        }
    }

    private void SendingFrame(in FrameHead frame, long now)
    {
        if (
            frame.Kind == FrameKind.RstStream
            || (frame.IsAckOrEnd && frame.Kind is FrameKind.Data or FrameKind.Headers)
        )
            Ended?.Invoke(frame.Stream);
        switch (frame.Kind)
        {
            case FrameKind.Data:
            case FrameKind.Headers:
                Earn();
                break;
            // CVE-2025-8671: a client that makes the server reset streams pays as one that resets them itself. An internal error is not its doing.
            case FrameKind.RstStream
                when frame.ErrorCode is not (Http2Error.NoError or Http2Error.InternalError or Http2Error.Cancel):
                Glitch(now);
                break;
        }
    }

    private void Earn() => credit = Math.Min(credit + CreditPerFrame, CreditMax);

    private void Spend(long now)
    {
        if (credit > 0)
            credit--;
        else
            Glitch(now);
    }
}
