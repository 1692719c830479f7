using Serinus.Routing.Match;

namespace Serinus.Proxy.Wire;

/// <summary>Reads a response head (RFC 9112 §4 and §5) as far as whole lines have come. As strict as <see cref="RequestParser"/>: an upstream may be hostile too.</summary>
internal sealed class ResponseParser
{
    private const int HeaderCountMax = 1000;

    private int start;
    private int position;
    private bool hasStatusLine;
    private Framing framing;

    /// <summary>Where the body begins.</summary>
    public int End => position;

    public ref readonly Framing Framing => ref framing;

    public Rejection? Rejection { get; private set; }

    public void Reset(int at)
    {
        start = position = at;
        hasStatusLine = false;
        Rejection = null;
        framing = new Framing();
    }

    /// <summary>Reads on. <paramref name="bytes"/> holds all that came, from the buffer's beginning.</summary>
    public ParseStatus Parse(ReadOnlySpan<byte> bytes, ResponseHead head, int headBytesMax)
    {
        if (!hasStatusLine)
        {
            var status = ParseStatusLine(bytes, head, headBytesMax);
            if (status != ParseStatus.Done)
                return status;
        }

        while (true)
        {
            var status = FieldLine.Read(bytes, ref position, out var field, out var isEnd, out var rejection);
            if (status == ParseStatus.Rejected)
                return Reject(rejection!);
            if ((status == ParseStatus.NeedMore ? bytes.Length : position) - start > headBytesMax)
                return Reject(Rejection.HeadTooLarge);
            if (status == ParseStatus.NeedMore)
                return status;
            if (isEnd)
                return framing.Check() is { } wrong ? Reject(wrong) : ParseStatus.Done;
            if (head.FieldCount >= HeaderCountMax)
                return Reject(Rejection.TooManyHeaders);
            if (framing.Observe(in field, bytes) is { } bad && bad != Rejection.Expectation)
                return Reject(bad);
            head.Add(field);
        }
    }

    private ParseStatus ParseStatusLine(ReadOnlySpan<byte> bytes, ResponseHead head, int headBytesMax)
    {
        var line = bytes[position..];
        var known = "HTTP/1."u8;
        if (!known.StartsWith(line[..Math.Min(line.Length, known.Length)]))
            return Reject(Rejection.StatusLine);
        var end = line.IndexOfAny(Syntax.Controls);
        if (end < 0 || end + 1 >= line.Length)
            return line.Length > headBytesMax ? Reject(Rejection.HeadTooLarge) : ParseStatus.NeedMore;

        // RFC 9112 §4: a server must send the space after the status even without a reason; many do not, and nothing hangs on it.
        if (end < 12 || line[end] != '\r' || line[end + 1] != '\n' || (end > 12 && line[12] != ' '))
            return Reject(Rejection.StatusLine);
        var minor = line[7] - '0';
        if (minor is < 0 or > 9 || line[8] != ' ' || line[9] is < (byte)'1' or > (byte)'5')
            return Reject(Rejection.StatusLine);
        if (!char.IsAsciiDigit((char)line[10]) || !char.IsAsciiDigit((char)line[11]))
            return Reject(Rejection.StatusLine);

        head.MinorVersion = Math.Min(minor, 1);
        head.Status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
        head.Reason = end > 13 ? new Slice(position + 13, end - 13) : default;
        position += end + 2;
        hasStatusLine = true;
        return ParseStatus.Done;
    }

    private ParseStatus Reject(Rejection why)
    {
        Rejection = why;
        return ParseStatus.Rejected;
    }
}
