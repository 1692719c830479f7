using System.Buffers.Binary;
using System.Text;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Wire;

/// <summary>
/// The first message of a TLS client (RFC 8446 §4.1.2), as far as it says which host is asked for (RFC 6066 §3) and which protocols
/// (RFC 7301). It may come in any number of segments and of records; what is not whole yet is never judged.
/// </summary>
internal readonly ref struct ClientHello
{
    /// <summary>A ClientHello with post-quantum key shares has about 2 KiB; more than one record's worth nobody needs.</summary>
    public const int BytesMax = 16 * 1024;

    private const int RecordHeader = 5;
    private const int RecordsMax = 64;
    private const byte HandshakeRecord = 22;
    private const byte ClientHelloMessage = 1;
    private const int ServerNameExtension = 0;
    private const int AlpnExtension = 16;

    /// <summary>The host asked for, as sent; empty when there is none.</summary>
    public ReadOnlySpan<byte> ServerName { get; private init; }

    /// <summary>The protocols offered, each behind its length in one byte.</summary>
    public ReadOnlySpan<byte> Protocols { get; private init; }

    /// <summary>Whether a protocol is among those offered.</summary>
    public bool Offers(ReadOnlySpan<byte> protocol)
    {
        for (var rest = Protocols; !rest.IsEmpty; rest = rest[(1 + rest[0])..])
        {
            if (rest.Slice(1, rest[0]).SequenceEqual(protocol))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Gathers the message from the records at the beginning of <paramref name="received"/>.
    /// </summary>
    /// <param name="received">What has come so far.</param>
    /// <param name="record">The message as one record; a part of <paramref name="received"/> when it came as one.</param>
    /// <param name="used">Bytes of <paramref name="received"/> it came in.</param>
    public static ParseStatus Gather(ReadOnlySpan<byte> received, out ReadOnlySpan<byte> record, out int used)
    {
        record = default;
        used = 0;
        var length = 0;
        var messageLength = -1;
        for (var records = 0; records < RecordsMax; records++)
        {
            var rest = received[used..];
            if (!rest.IsEmpty && rest[0] != HandshakeRecord || rest.Length > 1 && rest[1] != 3)
                return ParseStatus.Rejected;
            if (rest.Length < RecordHeader)
                return ParseStatus.NeedMore;
            int fragment = BinaryPrimitives.ReadUInt16BigEndian(rest[3..]);
            // RFC 8446 §5.1: handshake records are never empty.
            if (fragment == 0 || length + fragment > BytesMax)
                return ParseStatus.Rejected;
            if (records == 0 && rest.Length > RecordHeader && rest[RecordHeader] != ClientHelloMessage)
                return ParseStatus.Rejected;
            if (rest.Length < RecordHeader + fragment)
                return ParseStatus.NeedMore;
            used += RecordHeader + fragment;
            length += fragment;
            if (length >= 4 && messageLength < 0)
                messageLength = MessageLength(received[..used]);
            if (messageLength > BytesMax - 4 || (messageLength >= 0 && length > messageLength + 4))
                return ParseStatus.Rejected;
            if (messageLength < 0 || length != messageLength + 4)
                continue;
            record = records == 0 ? received[..used] : Join(received[..used], length);
            return ParseStatus.Done;
        }

        return ParseStatus.Rejected;
    }

    /// <summary>Reads a gathered message; false when it is no ClientHello.</summary>
    public static bool TryRead(ReadOnlySpan<byte> record, out ClientHello hello)
    {
        hello = default;

        // The version (2 bytes) and the random (32) say nothing that is needed here.
        var message = new Fields(record[(RecordHeader + 4)..]);
        if (
            !message.TrySkip(34)
            || !message.TryTake(1, out _)
            || !message.TryTake(2, out var suites)
            || suites.Length % 2 != 0
            || !message.TryTake(1, out _)
        )
            return false;
        if (message.IsEmpty)
            return true;
        if (!message.TryTake(2, out var extensions) || !message.IsEmpty)
            return false;

        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> protocols = default;
        var (hasName, hasProtocols) = (false, false);
        for (var rest = new Fields(extensions); !rest.IsEmpty; )
        {
            if (!rest.TryNumber(out var type) || !rest.TryTake(2, out var extension))
                return false;

            // RFC 8446 §4.2: no extension comes twice.
            if (type == ServerNameExtension && (hasName || !TryName(extension, out name)))
                return false;
            if (type == AlpnExtension && (hasProtocols || !TryProtocols(extension, out protocols)))
                return false;
            hasName |= type == ServerNameExtension;
            hasProtocols |= type == AlpnExtension;
        }

        hello = new ClientHello { ServerName = name, Protocols = protocols };
        return true;
    }

    /// <summary>RFC 6066 §3: a list of names, of which there is one of type host.</summary>
    private static bool TryName(ReadOnlySpan<byte> extension, out ReadOnlySpan<byte> name)
    {
        name = default;
        var outer = new Fields(extension);
        if (!outer.TryTake(2, out var list) || !outer.IsEmpty)
            return false;
        var names = new Fields(list);
        return names.TrySkip(1)
            && list[0] == 0
            && names.TryTake(2, out name)
            && names.IsEmpty
            && !name.IsEmpty
            && Ascii.IsValid(name)
            && name.IndexOfAnyInRange((byte)0, (byte)' ') < 0;
    }

    private static bool TryProtocols(ReadOnlySpan<byte> extension, out ReadOnlySpan<byte> protocols)
    {
        var outer = new Fields(extension);
        if (!outer.TryTake(2, out protocols) || !outer.IsEmpty || protocols.IsEmpty)
            return false;
        for (var rest = new Fields(protocols); !rest.IsEmpty; )
        {
            if (!rest.TryTake(1, out var protocol) || protocol.IsEmpty)
                return false;
        }

        return true;
    }

    /// <summary>The message's length in its own header, which may lie in several records.</summary>
    private static int MessageLength(ReadOnlySpan<byte> records)
    {
        Span<byte> header = stackalloc byte[4];
        var have = 0;
        while (have < 4)
        {
            int fragment = BinaryPrimitives.ReadUInt16BigEndian(records[3..]);
            var part = records.Slice(RecordHeader, Math.Min(fragment, 4 - have));
            part.CopyTo(header[have..]);
            have += part.Length;
            records = records[(RecordHeader + fragment)..];
        }

        return BinaryPrimitives.ReadInt32BigEndian(header) & 0xFF_FFFF;
    }

    /// <summary>The fragments as one record: what is signed later are the messages, not the records they came in.</summary>
    private static byte[] Join(ReadOnlySpan<byte> records, int length)
    {
        var joined = new byte[RecordHeader + length];
        records[..3].CopyTo(joined);
        BinaryPrimitives.WriteUInt16BigEndian(joined.AsSpan(3), (ushort)length);
        for (var at = RecordHeader; !records.IsEmpty; )
        {
            int fragment = BinaryPrimitives.ReadUInt16BigEndian(records[3..]);
            records.Slice(RecordHeader, fragment).CopyTo(joined.AsSpan(at));
            at += fragment;
            records = records[(RecordHeader + fragment)..];
        }

        return joined;
    }

    /// <summary>Bytes read field by field, never beyond their end.</summary>
    private ref struct Fields(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> rest = bytes;

        public readonly bool IsEmpty => rest.IsEmpty;

        public bool TrySkip(int count)
        {
            if (rest.Length < count)
                return false;
            rest = rest[count..];
            return true;
        }

        public bool TryNumber(out int number)
        {
            number = rest.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(rest);
            return TrySkip(2);
        }

        /// <summary>A field behind its own length of one or two bytes.</summary>
        public bool TryTake(int lengthBytes, out ReadOnlySpan<byte> field)
        {
            field = default;
            if (rest.Length < lengthBytes)
                return false;
            int length = lengthBytes == 1 ? rest[0] : BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (rest.Length < lengthBytes + length)
                return false;
            field = rest.Slice(lengthBytes, length);
            rest = rest[(lengthBytes + length)..];
            return true;
        }
    }
}
