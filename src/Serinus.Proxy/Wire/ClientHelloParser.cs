using System.Buffers;
using System.Text;
using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Wire;

/// <summary>
/// Finds the name a TLS client asks for in its first bytes (RFC 8446 §4.1.2 and §5.1, RFC 6066 §3), whatever number of records and
/// segments they come in. It takes nothing: the bytes go on to whoever speaks TLS. What begins as TLS and then breaks its rules is
/// rejected and never taken for a client without a name.
/// </summary>
internal sealed class ClientHelloParser(BufferPool pool)
{
    /// <summary>Handshake and records together; post-quantum key shares take some two thousand bytes of them.</summary>
    public const int BytesMax = BufferPool.SmallBytes;

    private const int RecordHeaderBytes = 5;
    private const int MessageHeaderBytes = 4;
    private const int HandshakeRecord = 22;
    private const int ClientHello = 1;
    private const int RecordBytesMax = 1 << 14;
    private const int NameExtension = 0;
    private const int NameBytesMax = 255;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."u8
    );

    private readonly byte[] name = new byte[NameBytesMax];
    private byte[]? message;
    private int messageLength;
    private int nameLength;

    /// <summary>First byte of the wire not put into the message yet, and how many of the record at hand are left.</summary>
    private int position;
    private int recordLeft;

    /// <summary>Whether the client speaks TLS at all; known once <see cref="Parse"/> is done.</summary>
    public bool IsTls { get; private set; }

    /// <summary>The name asked for, in lower case without final dot; empty when there is none.</summary>
    public ReadOnlySpan<byte> Name => name.AsSpan(0, nameLength);

    /// <summary>Reads on. <paramref name="bytes"/> holds all that came, from the first byte.</summary>
    public ParseStatus Parse(ReadOnlySpan<byte> bytes)
    {
        // Other protocols do not begin so: no text begins with 22, and no version of TLS has another major number than 3.
        if (bytes.Length > 0 && bytes[0] != HandshakeRecord || bytes.Length > 1 && bytes[1] != 3)
            return ParseStatus.Done;
        IsTls = bytes.Length > 1;
        var status = Gather(bytes);
        if (status == ParseStatus.NeedMore && bytes.Length >= BytesMax)
            status = ParseStatus.Rejected;
        if (
            status == ParseStatus.Done
            && !TryReadHello(message.AsSpan(MessageHeaderBytes, messageLength - MessageHeaderBytes))
        )
            status = ParseStatus.Rejected;
        return status;
    }

    /// <summary>Gives its buffer back.</summary>
    public void Release()
    {
        if (message is not null)
            pool.Return(message);
        message = null;
    }

    /// <summary>Puts the fragments of records together, as far as they have come.</summary>
    private ParseStatus Gather(ReadOnlySpan<byte> bytes)
    {
        message ??= pool.RentSmall();
        while (true)
        {
            if (recordLeft == 0)
            {
                var header = bytes[position..];
                if (header.Length < RecordHeaderBytes)
                    return ParseStatus.NeedMore;
                recordLeft = (header[3] << 8) | header[4];
                if (header[0] != HandshakeRecord || header[1] != 3 || recordLeft is 0 or > RecordBytesMax)
                    return ParseStatus.Rejected;
                position += RecordHeaderBytes;
            }

            var count = Math.Min(recordLeft, bytes.Length - position);
            count = Math.Min(count, message.Length - messageLength);
            bytes.Slice(position, count).CopyTo(message.AsSpan(messageLength));
            position += count;
            recordLeft -= count;
            messageLength += count;
            if (messageLength > 0 && message[0] != ClientHello)
                return ParseStatus.Rejected;
            if (messageLength >= MessageHeaderBytes)
            {
                var whole = MessageHeaderBytes + ((message[1] << 16) | (message[2] << 8) | message[3]);
                if (whole > message.Length)
                    return ParseStatus.Rejected;
                if (messageLength >= whole)
                {
                    // Behind a hello nothing may stand in its record (RFC 8446 §5.1: the keys change there).
                    var isWhole = messageLength == whole && recordLeft == 0;
                    return isWhole ? ParseStatus.Done : ParseStatus.Rejected;
                }
            }

            if (recordLeft > 0)
                return ParseStatus.NeedMore;
        }
    }

    private bool TryReadHello(ReadOnlySpan<byte> hello)
    {
        const int VersionAndRandom = 2 + 32;
        const int SessionIdMax = 32;
        var reader = new ByteReader(hello);
        if (
            !reader.TryTake(VersionAndRandom, out _)
            || !reader.TryTakeByByte(out var session)
            || session.Length > SessionIdMax
            || !reader.TryTakeByShort(out var suites)
            || suites.IsEmpty
            || suites.Length % 2 != 0
            || !reader.TryTakeByByte(out var compressions)
            || compressions.IsEmpty
        )
            return false;

        // Before TLS 1.3 a hello may end without extensions.
        if (reader.IsAtEnd)
            return true;
        return reader.TryTakeByShort(out var extensions) && reader.IsAtEnd && TryReadExtensions(extensions);
    }

    private bool TryReadExtensions(ReadOnlySpan<byte> extensions)
    {
        var reader = new ByteReader(extensions);
        var hasName = false;
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadShort(out var type) || !reader.TryTakeByShort(out var content))
                return false;
            if (type != NameExtension)
                continue;

            // RFC 8446 §4.2: not two of a kind; two readers would each take another one.
            if (hasName || !TryReadNames(content))
                return false;
            hasName = true;
        }

        return true;
    }

    /// <summary>RFC 6066 §3: a list of names, of which one at most is a host name.</summary>
    private bool TryReadNames(ReadOnlySpan<byte> content)
    {
        var outer = new ByteReader(content);
        if (!outer.TryTakeByShort(out var list) || !outer.IsAtEnd || list.IsEmpty)
            return false;
        var reader = new ByteReader(list);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadByte(out var type) || !reader.TryTakeByShort(out var value))
                return false;
            if (type == 0 && !TryTakeName(value))
                return false;
        }

        return true;
    }

    private bool TryTakeName(ReadOnlySpan<byte> value)
    {
        if (nameLength > 0 || value.Length is 0 or > NameBytesMax || value.ContainsAnyExcept(NameBytes))
            return false;
        var bare = value[^1] == '.' ? value[..^1] : value;
        if (bare.IsEmpty || bare[0] == '.' || bare.IndexOf(".."u8) >= 0)
            return false;
        Ascii.ToLower(bare, name, out nameLength);
        return true;
    }
}
