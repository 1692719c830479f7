using Serinus.Routing.Match;

namespace Serinus.Proxy.Wire;

/// <summary>One field line of a head or a trailer section (RFC 9112 §5), without leniency: no bare LF, no line folding, no space before the colon.</summary>
internal static class FieldLine
{
    /// <summary>
    /// Reads the line at <paramref name="position"/>. On <see cref="ParseStatus.Done"/> the position is past it, and <paramref name="field"/>
    /// is set, or <paramref name="isEnd"/> when the line was the empty one that ends the section.
    /// </summary>
    public static ParseStatus Read(
        ReadOnlySpan<byte> bytes,
        ref int position,
        out HeaderField field,
        out bool isEnd,
        out Rejection? rejection
    )
    {
        field = default;
        isEnd = false;
        rejection = null;
        var line = bytes[position..];
        if (line.IsEmpty)
            return ParseStatus.NeedMore;
        if (line[0] == '\r')
        {
            if (line.Length < 2)
                return ParseStatus.NeedMore;
            if (line[1] != '\n')
                return Reject(Rejection.LineEnd, out rejection);
            position += 2;
            isEnd = true;
            return ParseStatus.Done;
        }

        var name = line.IndexOfAnyExcept(Syntax.Token);
        if (name < 0)
            return ParseStatus.NeedMore;
        if (name == 0 || line[name] != ':')
            return Reject(line[name] == '\n' ? Rejection.LineEnd : Rejection.HeaderName, out rejection);

        var start = name + 1;
        while (start < line.Length && line[start] is (byte)' ' or (byte)'\t')
            start++;
        var length = line[start..].IndexOfAny(Syntax.Controls);
        if (length < 0)
            return ParseStatus.NeedMore;
        var end = start + length;
        if (line[end] != '\r')
            return Reject(line[end] == '\n' ? Rejection.LineEnd : Rejection.HeaderValue, out rejection);
        if (end + 1 >= line.Length)
            return ParseStatus.NeedMore;
        if (line[end + 1] != '\n')
            return Reject(Rejection.LineEnd, out rejection);

        var next = position + end + 2;
        while (end > start && line[end - 1] is (byte)' ' or (byte)'\t')
            end--;
        field = new HeaderField(
            KnownHeaders.Identify(line[..name]),
            new Slice(position, name),
            new Slice(position + start, end - start)
        );
        position = next;
        return ParseStatus.Done;
    }

    private static ParseStatus Reject(Rejection why, out Rejection? rejection)
    {
        rejection = why;
        return ParseStatus.Rejected;
    }
}
