namespace Serinus.Proxy.Wire;

/// <summary>
/// Takes a chunked body apart (RFC 9112 §7.1), strictly: CRLF only, sizes as plain hexadecimal, extensions checked, bounded and dropped.
/// It never keeps bytes: it says what part of the input is data and how much was used.
/// </summary>
internal struct ChunkedDecoder
{
    /// <summary>A longer chunk line is refused.</summary>
    private const int LineBytesMax = 4096;

    /// <summary>Framing bytes that are allowed beyond those of the data itself: 64 KiB, and 64 per chunk of data of that size or more.</summary>
    private const long OverheadBytesMax = 64 * 1024;

    private State state;
    private long left;
    private long overhead;

    private enum State
    {
        Size,
        Data,
        DataEnd,
        Trailers,
        Done,
    }

    /// <summary>The zero chunk was read: trailers follow, up to an empty line, which the caller reads.</summary>
    public readonly bool IsAtTrailers => state == State.Trailers;

    /// <summary>Why decoding failed.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>
    /// Reads up to the next piece of data. <paramref name="used"/> bytes are done with, of which the last <paramref name="dataLength"/> are data.
    /// <see cref="ParseStatus.Done"/> without data means that the trailers are next.
    /// </summary>
    public ParseStatus Next(ReadOnlySpan<byte> input, out int used, out int dataLength)
    {
        used = 0;
        dataLength = 0;
        while (true)
        {
            switch (state)
            {
                case State.Size:
                    var status = ReadSize(input[used..], out var line);
                    used += line;
                    if (status != ParseStatus.Done)
                        return status;
                    break;
                case State.Data:
                    dataLength = (int)Math.Min(left, input.Length - used);
                    if (dataLength == 0)
                        return ParseStatus.NeedMore;
                    used += dataLength;
                    left -= dataLength;
                    overhead = Math.Max(0, overhead - dataLength);
                    if (left == 0)
                        state = State.DataEnd;
                    return ParseStatus.Done;
                case State.DataEnd:
                    var rest = input[used..];
                    if (rest.Length > 0 && rest[0] != '\r')
                        return Reject(Rejection.Chunk);
                    if (rest.Length < 2)
                        return ParseStatus.NeedMore;
                    if (rest[1] != '\n')
                        return Reject(Rejection.Chunk);
                    used += 2;
                    state = State.Size;
                    break;
                default:
                    return ParseStatus.Done;
            }
        }
    }

    private ParseStatus ReadSize(ReadOnlySpan<byte> input, out int used)
    {
        used = 0;
        long size = 0;
        var digits = 0;
        while (digits < input.Length && HexValue(input[digits]) is var value and >= 0)
        {
            if (++digits > 15)
                return Reject(Rejection.Chunk);
            size = size * 16 + value;
        }

        if (digits == input.Length)
            return ParseStatus.NeedMore;
        if (digits == 0)
            return Reject(Rejection.Chunk);
        if (input[digits] is not ((byte)'\r' or (byte)';' or (byte)' ' or (byte)'\t'))
            return Reject(Rejection.Chunk);

        var end = input.IndexOfAny(Syntax.Controls);
        if ((end < 0 ? input.Length : end) > LineBytesMax)
            return Reject(Rejection.ChunkExtensions);
        if (end < 0)
            return IsExtension(input[digits..], isWhole: false) ? ParseStatus.NeedMore : Reject(Rejection.Chunk);
        if (input[end] != '\r' || !IsExtension(input[digits..end], isWhole: true))
            return Reject(Rejection.Chunk);
        if (end + 1 >= input.Length)
            return ParseStatus.NeedMore;
        if (input[end + 1] != '\n')
            return Reject(Rejection.Chunk);

        // Many tiny chunks with long extensions cost us far more than they carry: bound what is not data.
        overhead += end - digits;
        if (overhead > OverheadBytesMax)
            return Reject(Rejection.ChunkExtensions);
        used = end + 2;
        left = size;
        state = size == 0 ? State.Trailers : State.Data;
        return ParseStatus.Done;
    }

    /// <summary>Nothing, or optional white space and a semicolon, with no control or bare line end in what follows.</summary>
    private static bool IsExtension(ReadOnlySpan<byte> text, bool isWhole)
    {
        var trimmed = text.TrimStart(" \t"u8);
        return trimmed.IsEmpty ? text.IsEmpty || !isWhole : trimmed[0] == ';';
    }

    private static int HexValue(byte digit) =>
        digit switch
        {
            >= (byte)'0' and <= (byte)'9' => digit - '0',
            >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
            _ => -1,
        };

    private ParseStatus Reject(Rejection why)
    {
        Rejection = why;
        return ParseStatus.Rejected;
    }
}
