using System.Buffers.Binary;
using System.Buffers.Text;
using Serinus.Proxy.Transport;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Wire;

/// <summary>Writes a PROXY header of version 1 or 2 for a connection over TCP.</summary>
internal static class ProxyHeaderWriter
{
    /// <summary>Room that is always enough.</summary>
    public const int BytesMax = 107;

    private const int MappedBytes = 12;

    /// <summary>Writes the header and returns its length; none is 0.</summary>
    public static int Write(Span<byte> into, ProxyProtocolVersion version, in Ends ends) =>
        version switch
        {
            ProxyProtocolVersion.V1 => WriteText(into, in ends),
            ProxyProtocolVersion.V2 => WriteBinary(into, in ends),
            _ => 0,
        };

    /// <summary>The header as bytes of its own.</summary>
    public static ReadOnlyMemory<byte> Bytes(ProxyProtocolVersion version, in Ends ends)
    {
        var header = new byte[BytesMax];
        return header.AsMemory(0, Write(header, version, in ends));
    }

    /// <summary>The header of a connection that no client stands behind, such as a health check's.</summary>
    public static ReadOnlyMemory<byte> Local(ProxyProtocolVersion version) =>
        version switch
        {
            ProxyProtocolVersion.V1 => "PROXY UNKNOWN\r\n"u8.ToArray(),
            ProxyProtocolVersion.V2 => "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"u8.ToArray(),
            _ => default,
        };

    private static int WriteText(Span<byte> into, in Ends ends)
    {
        var isFour = IsFour(in ends);
        var length = Put(into, isFour ? "PROXY TCP4 "u8 : "PROXY TCP6 "u8);
        length += PutAddress(into[length..], ends.Source, isFour);
        length += Put(into[length..], " "u8);
        length += PutAddress(into[length..], ends.Destination, isFour);
        length += Put(into[length..], " "u8);
        Utf8Formatter.TryFormat(ends.SourcePort, into[length..], out var digits);
        length += digits;
        length += Put(into[length..], " "u8);
        Utf8Formatter.TryFormat(ends.DestinationPort, into[length..], out digits);
        length += digits;
        return length + Put(into[length..], "\r\n"u8);
    }

    private static int WriteBinary(Span<byte> into, in Ends ends)
    {
        const byte VersionTwoProxy = 0x21;
        var isFour = IsFour(in ends);
        var length = Put(into, "\r\n\r\n\0\r\nQUIT\n"u8);
        into[length++] = VersionTwoProxy;
        into[length++] = (byte)(isFour ? 0x11 : 0x21);
        BinaryPrimitives.WriteUInt16BigEndian(into[length..], (ushort)(isFour ? 12 : 36));
        length += sizeof(ushort);
        length += PutBits(into[length..], ends.Source, isFour);
        length += PutBits(into[length..], ends.Destination, isFour);
        BinaryPrimitives.WriteUInt16BigEndian(into[length..], (ushort)ends.SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(into[(length + 2)..], (ushort)ends.DestinationPort);
        return length + 4;
    }

    /// <summary>Both ends have to be of one family: an IPv4 client of an IPv6 address is written as mapped.</summary>
    private static bool IsFour(in Ends ends) => ends.Source.IsIPv4 && ends.Destination.IsIPv4;

    private static int PutAddress(Span<byte> into, ClientAddress address, bool isFour)
    {
        var length = !isFour && address.IsIPv4 ? Put(into, "::ffff:"u8) : 0;
        return length + address.Format(into[length..]);
    }

    private static int PutBits(Span<byte> into, ClientAddress address, bool isFour)
    {
        Span<byte> bits = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bits, address.Bits);
        return Put(into, isFour ? bits[MappedBytes..] : bits);
    }

    private static int Put(Span<byte> into, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(into);
        return bytes.Length;
    }
}
