using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Serinus.Proxy.Transport;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Wire;

/// <summary>
/// Reads a PROXY header of version 1 or 2 (haproxy.org, "The PROXY protocol", §2.1 and §2.2) from all bytes that have come. Pure: the
/// same bytes give the same answer however they came, and more bytes behind a final answer do not change it.
/// </summary>
internal static class ProxyHeaderParser
{
    /// <summary>The longest header that is read; §2.1 allows 107 bytes, and §2.2 leaves room for extensions nobody here needs.</summary>
    public const int BytesMax = 16 + 4096;

    private const int TextBytesMax = 107;
    private const int FixedBytes = 16;
    private const int ChecksumType = 3;

    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n\0"u8);
    private static readonly SearchValues<byte> AddressBytes = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    private static ReadOnlySpan<byte> Word => "PROXY "u8;

    public static ParseStatus Parse(ReadOnlySpan<byte> bytes, out ProxyHeader header)
    {
        header = default;
        if (bytes.IsEmpty)
            return ParseStatus.NeedMore;
        return bytes[0] == Signature[0] ? ParseBinary(bytes, out header) : ParseText(bytes, out header);
    }

    /// <summary>§2.1: <c>PROXY TCP4 source destination port port CRLF</c>, one space between each.</summary>
    private static ParseStatus ParseText(ReadOnlySpan<byte> bytes, out ProxyHeader header)
    {
        header = default;
        if (!Begins(bytes, Word))
            return ParseStatus.Rejected;
        var line = bytes[..Math.Min(bytes.Length, TextBytesMax)];
        var end = line.IndexOfAny(LineEnds);
        if (end < 0 || (end == line.Length - 1 && line[end] == '\r'))
            return line.Length == TextBytesMax ? ParseStatus.Rejected : ParseStatus.NeedMore;
        if (line[end] != '\r' || line[end + 1] != '\n')
            return ParseStatus.Rejected;
        var rest = line[Word.Length..end];

        // What follows UNKNOWN is to be ignored.
        if (rest.SequenceEqual("UNKNOWN"u8) || rest.StartsWith("UNKNOWN "u8))
        {
            header = new ProxyHeader(end + 2, null);
            return ParseStatus.Done;
        }

        Span<Range> parts = stackalloc Range[6];
        if (Split(rest, parts) != 5)
            return ParseStatus.Rejected;
        var family = rest[parts[0]];
        var isFour = family.SequenceEqual("TCP4"u8);
        if (
            (!isFour && !family.SequenceEqual("TCP6"u8))
            || !TryReadAddress(rest[parts[1]], isFour, out var source)
            || !TryReadAddress(rest[parts[2]], isFour, out var destination)
            || !TryReadPort(rest[parts[3]], out var sourcePort)
            || !TryReadPort(rest[parts[4]], out var destinationPort)
        )
            return ParseStatus.Rejected;
        header = new ProxyHeader(end + 2, new Ends(source, sourcePort, destination, destinationPort));
        return ParseStatus.Done;
    }

    /// <summary>§2.2: signature, version and command, family, length, addresses, extensions.</summary>
    private static ParseStatus ParseBinary(ReadOnlySpan<byte> bytes, out ProxyHeader header)
    {
        header = default;
        if (!Begins(bytes, Signature))
            return ParseStatus.Rejected;
        if (bytes.Length < FixedBytes)
            return ParseStatus.NeedMore;
        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (bytes[12] is not (0x20 or 0x21) || FixedBytes + length > BytesMax)
            return ParseStatus.Rejected;
        if (bytes.Length < FixedBytes + length)
            return ParseStatus.NeedMore;
        var whole = bytes[..(FixedBytes + length)];

        // LOCAL: the balancer speaks for itself, and whatever else it says is to be discarded, family included.
        var isLocal = bytes[12] == 0x20;
        if (!isLocal && !TryReadEnds(whole, out header))
            return ParseStatus.Rejected;
        header = header with { Length = whole.Length };
        return ParseStatus.Done;
    }

    private static bool TryReadEnds(ReadOnlySpan<byte> whole, out ProxyHeader header)
    {
        header = default;
        var addresses = whole[13] switch
        {
            0x00 => 0,
            0x11 or 0x12 => 12,
            0x21 or 0x22 => 36,
            0x31 or 0x32 => 216,
            _ => int.MaxValue,
        };
        var body = whole[FixedBytes..];
        if (addresses > body.Length || !AreExtensionsGood(whole, FixedBytes + addresses))
            return false;
        if (addresses == 12)
            header = new ProxyHeader(0, new Ends(Four(body), Port(body[8..]), Four(body[4..]), Port(body[10..])));
        else if (addresses == 36)
            header = new ProxyHeader(0, new Ends(Six(body), Port(body[32..]), Six(body[16..]), Port(body[34..])));
        return true;
    }

    /// <summary>§2.2.1 to §2.2.3: each extension ends inside the header, and a checksum among them holds.</summary>
    private static bool AreExtensionsGood(ReadOnlySpan<byte> whole, int start)
    {
        var reader = new ByteReader(whole[start..]);
        var hasChecksum = false;
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadByte(out var type) || !reader.TryTakeByShort(out var value))
                return false;
            if (type != ChecksumType)
                continue;
            var at = whole.Length - reader.Rest.Length - value.Length;
            if (hasChecksum || value.Length != sizeof(uint) || !IsChecksumGood(whole, at))
                return false;
            hasChecksum = true;
        }

        return true;
    }

    /// <summary>CRC-32C (RFC 3309) of the header with zeros in place of the checksum.</summary>
    private static bool IsChecksumGood(ReadOnlySpan<byte> whole, int at)
    {
        var crc = uint.MaxValue;
        for (var i = 0; i < whole.Length; i++)
            crc = BitOperations.Crc32C(crc, i >= at && i < at + sizeof(uint) ? (byte)0 : whole[i]);
        return ~crc == BinaryPrimitives.ReadUInt32BigEndian(whole[at..]);
    }

    private static bool Begins(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> with) =>
        with.StartsWith(bytes[..Math.Min(bytes.Length, with.Length)]);

    /// <summary>Splits at single spaces; the number of parts, one more than there is room for when they are too many.</summary>
    private static int Split(ReadOnlySpan<byte> text, Span<Range> parts)
    {
        var start = 0;
        for (var count = 0; count < parts.Length; count++)
        {
            var space = text[start..].IndexOf((byte)' ');
            parts[count] = start..(space < 0 ? text.Length : start + space);
            if (space < 0)
                return count + 1;
            start += space + 1;
        }

        return parts.Length + 1;
    }

    private static bool TryReadAddress(ReadOnlySpan<byte> text, bool isFour, out ClientAddress address)
    {
        address = default;
        return text.Contains((byte)':') != isFour
            && !text.ContainsAnyExcept(AddressBytes)
            && ClientAddress.TryParse(text, out address);
    }

    /// <summary>Decimal without leading zeros, as §2.1 has it.</summary>
    private static bool TryReadPort(ReadOnlySpan<byte> text, out int port)
    {
        port = 0;
        if (text.Length is 0 or > 5 || (text.Length > 1 && text[0] == '0'))
            return false;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            port = port * 10 + (digit - '0');
        }

        return port <= ushort.MaxValue;
    }

    private static ClientAddress Four(ReadOnlySpan<byte> bytes) =>
        ClientAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    private static ClientAddress Six(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    private static int Port(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
