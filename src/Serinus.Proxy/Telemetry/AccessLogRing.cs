using System.Numerics;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Telemetry;

/// <summary>
/// Finished lines of one loop on their way to the writer: a ring of bytes with one producer, the loop, and one consumer, the
/// writer. A line is in it whole or not at all; neither side waits for the other.
/// </summary>
internal sealed class AccessLogRing
{
    private readonly byte[] ring;
    private readonly AccessLogFormat format;
    private readonly LogLine line = new();

    // Bytes ever written and ever taken; their difference never exceeds the ring. Kept apart: each side writes its own.
    private PaddedLong written;
    private PaddedLong taken;
    private long dropped;

    /// <param name="bytesMax">Its size; rounded down to a power of two.</param>
    /// <param name="format">Shape of the lines.</param>
    public AccessLogRing(int bytesMax, AccessLogFormat format)
    {
        ring = new byte[1 << BitOperations.Log2((uint)bytesMax)];
        this.format = format;
    }

    /// <summary>Lines that did not fit.</summary>
    public long Dropped => Volatile.Read(ref dropped);

    /// <summary>Adds the line of an exchange, or drops and counts it. Called by the loop.</summary>
    public void Write(ExchangeRecord exchange)
    {
        line.Clear();
        var lasted = System.Diagnostics.Stopwatch.GetElapsedTime(exchange.Started, exchange.Ended);
        AccessLogLine.Write(line, format, exchange, DateTime.UtcNow - lasted);
        Write(line.Bytes);
    }

    /// <summary>Adds the line of a relayed connection, or drops and counts it. Called by the loop.</summary>
    public void Write(StreamRecord stream)
    {
        line.Clear();
        var lasted = System.Diagnostics.Stopwatch.GetElapsedTime(stream.Started, stream.Ended);
        StreamLogLine.Write(line, format, stream, DateTime.UtcNow - lasted);
        Write(line.Bytes);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        var position = written.Value;
        if (bytes.Length > ring.Length - (position - Volatile.Read(ref taken.Value)))
        {
            Volatile.Write(ref dropped, dropped + 1);
            return;
        }

        var start = (int)(position & (ring.Length - 1));
        var first = Math.Min(bytes.Length, ring.Length - start);
        bytes[..first].CopyTo(ring.AsSpan(start));
        bytes[first..].CopyTo(ring);
        Volatile.Write(ref written.Value, position + bytes.Length);
    }

    /// <summary>
    /// The lines that wait, in two parts where they wrap around; given back by <see cref="Free"/>. Called by the writer.
    /// </summary>
    public void Peek(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> second)
    {
        var position = taken.Value;
        var waiting = (int)(Volatile.Read(ref written.Value) - position);
        var start = (int)(position & (ring.Length - 1));
        var untilEnd = Math.Min(waiting, ring.Length - start);
        first = ring.AsSpan(start, untilEnd);
        second = ring.AsSpan(0, waiting - untilEnd);
    }

    /// <summary>Makes room of what was peeked.</summary>
    public void Free(int bytes) => Volatile.Write(ref taken.Value, taken.Value + bytes);

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 128)]
    private struct PaddedLong
    {
        [System.Runtime.InteropServices.FieldOffset(64)]
        public long Value;
    }
}
