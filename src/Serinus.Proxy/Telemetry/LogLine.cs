using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Serinus.Proxy.Telemetry;

/// <summary>One access log line under construction: bytes in a buffer that is reused from line to line and grows to the longest.</summary>
internal sealed class LogLine
{
    private const int LongestNumber = 20;
    private const int TicksDigits = 3;

    // What both formats write as it stands: printable ASCII without quote and backslash.
    private static readonly SearchValues<byte> PlainBytes = SearchValues.Create([
        .. Enumerable.Range(0x20, 0x5F).Select(b => (byte)b).Except("\"\\"u8.ToArray()),
    ]);

    private byte[] buffer = new byte[1024];
    private int length;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public void Clear() => length = 0;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        length += bytes.Length;
    }

    public void Add(byte b)
    {
        Room(1)[0] = b;
        length++;
    }

    public void Add(long number)
    {
        Utf8Formatter.TryFormat(number, Room(LongestNumber), out var written);
        length += written;
    }

    /// <summary>A duration in milliseconds with three decimals, from <see cref="Stopwatch"/> ticks.</summary>
    public void AddMilliseconds(long ticks)
    {
        var microseconds = (long)((Int128)Math.Max(ticks, 0) * 1_000_000 / Stopwatch.Frequency);
        Add(microseconds / 1000);
        Add((byte)'.');
        Utf8Formatter.TryFormat(microseconds % 1000, Room(TicksDigits), out _, new StandardFormat('D', TicksDigits));
        length += TicksDigits;
    }

    public void Add(DateTime time, ReadOnlySpan<char> format)
    {
        time.TryFormat(Room(32), out var written, format, System.Globalization.CultureInfo.InvariantCulture);
        length += written;
    }

    /// <summary>
    /// Bytes of a peer inside a JSON string. A byte outside printable ASCII becomes <c>\u00XX</c>: the line is valid JSON
    /// whatever was sent, and every byte can be read back from it.
    /// </summary>
    public void AddJson(ReadOnlySpan<byte> bytes) => AddEscaped(bytes, "\\u00"u8, escapeQuotesByCode: false);

    /// <summary>Bytes of a peer inside a quoted field of the Common Log Format: anything but printable ASCII becomes <c>\xHH</c>.</summary>
    public void AddCommon(ReadOnlySpan<byte> bytes) => AddEscaped(bytes, "\\x"u8, escapeQuotesByCode: true);

    /// <summary>A configured name inside a JSON string; as UTF-8.</summary>
    public void AddJson(string text)
    {
        if (TryAddPlain(text))
            return;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
                Add((byte)'\\');
            if (rune.Value is < 0x20 or 0x7F)
                AddEscaped([(byte)rune.Value], "\\u00"u8, escapeQuotesByCode: false);
            else
                length += rune.EncodeToUtf8(Room(4));
        }
    }

    /// <summary>A configured name inside a quoted field of the Common Log Format.</summary>
    public void AddCommon(string text)
    {
        if (TryAddPlain(text))
            return;
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
            AddCommon(utf8[..rune.EncodeToUtf8(utf8)]);
    }

    private bool TryAddPlain(string text)
    {
        var room = Room(text.Length)[..text.Length];
        if (
            Ascii.FromUtf16(text, room, out _) != OperationStatus.Done
            || ((ReadOnlySpan<byte>)room).ContainsAnyExcept(PlainBytes)
        )
            return false;
        length += text.Length;
        return true;
    }

    private void AddEscaped(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> codePrefix, bool escapeQuotesByCode)
    {
        while (true)
        {
            var plain = bytes.IndexOfAnyExcept(PlainBytes);
            if (plain < 0)
            {
                Add(bytes);
                return;
            }

            Add(bytes[..plain]);
            var b = bytes[plain];
            if (b is (byte)'"' or (byte)'\\' && !escapeQuotesByCode)
            {
                Add((byte)'\\');
                Add(b);
            }
            else
            {
                Add(codePrefix);
                Add(HexDigit(b >> 4));
                Add(HexDigit(b & 0xF));
            }

            bytes = bytes[(plain + 1)..];
        }
    }

    private static byte HexDigit(int value) => "0123456789ABCDEF"u8[value];

    private Span<byte> Room(int bytes)
    {
        if (buffer.Length - length < bytes)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + bytes));
        return buffer.AsSpan(length);
    }
}
