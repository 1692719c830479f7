using System.Buffers.Binary;

namespace Serinus.Proxy.Http2;

/// <summary>Finds the heads of frames in a byte stream that comes in pieces; payloads are passed over.</summary>
internal struct FrameScanner
{
    /// <summary>RFC 9113 §3.4.</summary>
    public static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private const int HeadBytes = 9;

    /// <summary>RST_STREAM is its head and a code.</summary>
    private const int ResetBytes = HeadBytes + 4;

    private Head head;
    private int gathered;
    private int skip;

    /// <summary>A scanner of a client's side, which begins with the preface.</summary>
    public static FrameScanner AfterPreface() => new() { skip = Preface.Length };

    /// <summary>Whether all that was seen are whole frames.</summary>
    public readonly bool IsAtBoundary => skip == 0 && gathered == 0;

    /// <summary>
    /// Reads on to the next head, or to the end of the piece; <paramref name="used"/> bytes of it were passed. False when there is none.
    /// </summary>
    public bool Next(ReadOnlySpan<byte> bytes, out int used, out FrameHead found)
    {
        used = Math.Min(skip, bytes.Length);
        skip -= used;
        found = default;
        while (used < bytes.Length)
        {
            Span<byte> gathering = head;
            gathering[gathered++] = bytes[used++];
            if (gathered < HeadBytes)
                continue;
            var length = gathering[0] << 16 | gathering[1] << 8 | gathering[2];
            var kind = (FrameKind)gathering[3];
            var isReset = kind == FrameKind.RstStream && length == ResetBytes - HeadBytes;
            if (isReset && gathered < ResetBytes)
                continue;
            found = new FrameHead(
                kind,
                length,
                gathering[4],
                (int)(BinaryPrimitives.ReadUInt32BigEndian(gathering[5..]) & 0x7FFF_FFFF),
                isReset ? (Http2Error)BinaryPrimitives.ReadUInt32BigEndian(gathering[HeadBytes..]) : Http2Error.NoError
            );
            skip = isReset ? 0 : length;
            gathered = 0;
            return true;
        }

        return false;
    }

    [System.Runtime.CompilerServices.InlineArray(ResetBytes)]
    private struct Head
    {
        private byte first;
    }
}
