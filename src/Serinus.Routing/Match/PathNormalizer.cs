using System.Buffers;
using System.Text;

namespace Serinus.Routing.Match;

/// <summary>
/// Brings a path to the one form that is matched and forwarded (RFC 3986 §6.2.2), or refuses it. Unreserved characters are
/// decoded once, hex digits of other escapes are upper case, dot segments are removed; <c>%2F</c> stays encoded and <c>//</c> stays as it is.
/// </summary>
/// <remarks>
/// Refused are: a path that does not begin with <c>/</c>, characters that RFC 3986 does not allow (<c>[</c> and <c>]</c> are let pass),
/// bad escapes, escaped NUL, CR and LF, escapes that are no UTF-8 (RFC 3629 §3: overlong forms hide other characters), and <c>..</c>
/// that becomes a dot segment for upstreams that decode once more, such as <c>/a/..%2Fb</c> and <c>/a/..;/b</c>.
/// </remarks>
public static class PathNormalizer
{
    // RFC 3986 §3.3 pchar and "/", without "%".
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "/-._~!$&'()*+,;=:@[]ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8
    );

    private static readonly SearchValues<byte> Unreserved = SearchValues.Create(
        "-._~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8
    );

    // Browsers send "{", "}", "|", "^", "`" and "\" bare in a query (WHATWG URL, query percent-encode set), so they pass here.
    private static readonly SearchValues<byte> PlainInQuery = SearchValues.Create(
        "/?%-._~!$&'()*+,;=:@[]{}|^`\\ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8
    );

    /// <summary>Sets the path of a head from the path of its target; false when the path is to be refused.</summary>
    /// <param name="head">The head the slice points into.</param>
    /// <param name="rawPath">The path as received, without query.</param>
    public static bool TryNormalize(RequestHead head, Slice rawPath)
    {
        var raw = head.Span(rawPath);
        if (IsNormal(raw))
        {
            head.SetPath(rawPath);
            return true;
        }

        if (!TryNormalize(raw, head.RewritePath(raw.Length), out var length))
            return false;
        head.ShortenPath(length);
        return true;
    }

    /// <summary>Writes the normal form of a path, which is never longer; false when the path is to be refused.</summary>
    /// <param name="raw">The path, without query.</param>
    /// <param name="destination">At least as long as <paramref name="raw"/>.</param>
    /// <param name="length">Length of the normal form.</param>
    public static bool TryNormalize(ReadOnlySpan<byte> raw, Span<byte> destination, out int length)
    {
        length = 0;
        if (raw.IsEmpty || raw[0] != '/')
            return false;
        destination[length++] = (byte)'/';
        var segment = length;
        for (var read = 1; read < raw.Length; )
        {
            var next = raw[read];
            if (next == '%')
            {
                if (!TryCopyEscape(raw, ref read, destination, ref length))
                    return false;
                continue;
            }

            if (!Plain.Contains(next))
                return false;
            read++;
            if (next != '/' || !TakeBackDotSegment(destination, segment, ref length))
                destination[length++] = next;
            if (next == '/')
                segment = length;
        }

        TakeBackDotSegment(destination, segment, ref length);
        return !HidesDotSegment(destination[..length]);
    }

    /// <summary>Whether a query holds only characters that may stand in one.</summary>
    /// <param name="query">The query, without the question mark.</param>
    public static bool IsValidQuery(ReadOnlySpan<byte> query) => !query.ContainsAnyExcept(PlainInQuery);

    private static bool IsNormal(ReadOnlySpan<byte> raw) =>
        !raw.IsEmpty && raw[0] == '/' && !raw.ContainsAnyExcept(Plain) && raw.IndexOf("/."u8) < 0;

    /// <summary>Copies one escape: decoded when it stands for an unreserved character, else as it is with upper-case digits.</summary>
    private static bool TryCopyEscape(ReadOnlySpan<byte> raw, ref int read, Span<byte> destination, ref int length)
    {
        if (!TryReadEscape(raw[read..], out var value) || value is 0 or (byte)'\r' or (byte)'\n')
            return false;
        if (Unreserved.Contains(value))
        {
            destination[length++] = value;
            read += 3;
            return true;
        }

        var count = value < 0x80 ? 1 : Utf8Length(raw[read..]);
        for (var i = 0; i < count; i++, read += 3)
        {
            destination[length++] = (byte)'%';
            destination[length++] = ToUpper(raw[read + 1]);
            destination[length++] = ToUpper(raw[read + 2]);
        }

        return count > 0;
    }

    /// <summary>How many escapes at the start of <paramref name="raw"/> make one character in UTF-8; 0 when they make none.</summary>
    private static int Utf8Length(ReadOnlySpan<byte> raw)
    {
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        while (count < bytes.Length && TryReadEscape(raw[(3 * count)..], out bytes[count]))
            count++;
        return Rune.DecodeFromUtf8(bytes[..count], out _, out var consumed) == OperationStatus.Done ? consumed : 0;
    }

    private static bool TryReadEscape(ReadOnlySpan<byte> text, out byte value)
    {
        value = 0;
        if (
            text.Length < 3
            || text[0] != '%'
            || !char.IsAsciiHexDigit((char)text[1])
            || !char.IsAsciiHexDigit((char)text[2])
        )
            return false;
        value = (byte)((HexValue(text[1]) << 4) | HexValue(text[2]));
        return true;
    }

    /// <summary>Takes back the segment under way when it is <c>.</c> or <c>..</c> (RFC 3986 §5.2.4); the path then ends with a slash.</summary>
    private static bool TakeBackDotSegment(ReadOnlySpan<byte> path, int segment, ref int length)
    {
        switch (path[segment..length])
        {
            case [(byte)'.']:
                length = segment;
                return true;
            case [(byte)'.', (byte)'.']:
                length = Math.Max(1, path[..(segment - 1)].LastIndexOf((byte)'/') + 1);
                return true;
            default:
                return false;
        }
    }

    // Some upstreams decode %2F and %5C, or cut a segment at ";" (matrix parameters), before they resolve dot segments:
    // "/public/..%2Fadmin" and "/public/..;/admin" would be matched as /public here and served as /admin there.
    private static bool HidesDotSegment(ReadOnlySpan<byte> path)
    {
        for (var from = 0; ; from++)
        {
            var found = path[from..].IndexOf(".."u8);
            if (found < 0)
                return false;
            from += found;
            var before = path[..from];
            var after = path[(from + 2)..];
            var begins = before is [.., (byte)'/'] || before.EndsWith("%2F"u8) || before.EndsWith("%5C"u8);
            var ends =
                after.IsEmpty
                || after[0] is (byte)'/' or (byte)';'
                || after.StartsWith("%2F"u8)
                || after.StartsWith("%5C"u8);
            if (begins && ends)
                return true;
        }
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static byte ToUpper(byte digit) => digit >= 'a' ? (byte)(digit - 0x20) : digit;
}
