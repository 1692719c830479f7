using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Serinus.Routing.Match;

/// <summary>An IP address as a value: 128 bits, IPv4 as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2), so that it costs no object per request.</summary>
/// <param name="Bits">The address, most significant byte first.</param>
public readonly record struct ClientAddress(UInt128 Bits)
{
    private const ulong MappedPrefix = 0xFFFF_0000_0000;

    /// <summary>Whether it is an IPv4 address.</summary>
    public bool IsIPv4 =>
        (ulong)(Bits >> 64) == 0
        && ((ulong)Bits & 0xFFFF_FFFF_0000_0000 & ~MappedPrefix) == 0
        && ((ulong)Bits & MappedPrefix) == MappedPrefix;

    /// <summary>The value of an <see cref="IPAddress"/>; its scope is dropped.</summary>
    public static ClientAddress From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            address.TryWriteBytes(bytes, out _);
            return new ClientAddress(MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(bytes));
        }

        address.TryWriteBytes(bytes, out _);
        return new ClientAddress(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>The value of an IPv4 address given as a number, its first octet highest.</summary>
    public static ClientAddress FromIPv4(uint bits) => new(MappedPrefix | bits);

    /// <summary>The address as an object, for the control plane.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        return IsIPv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes);
    }

    /// <summary>Reads an IP address from text; IPv4 without any allocation.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ClientAddress address)
    {
        if (TryParseIPv4(text, out var bits))
        {
            address = new ClientAddress(MappedPrefix | bits);
            return true;
        }

        Span<char> chars = stackalloc char[64];
        if (text.Length is > 1 and < 64 && text.IndexOf((byte)':') >= 0)
        {
            for (var i = 0; i < text.Length; i++)
                chars[i] = (char)text[i];
            if (IPAddress.TryParse(chars[..text.Length], out var parsed))
            {
                address = From(parsed);
                return true;
            }
        }

        address = default;
        return false;
    }

    /// <summary>Writes the address as text and returns its length; 45 bytes are always enough.</summary>
    public int Format(Span<byte> destination)
    {
        if (!IsIPv4)
        {
            ToIPAddress().TryFormat(destination, out var written);
            return written;
        }

        var bits = (uint)(ulong)Bits;
        var length = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            var octet = (bits >> shift) & 0xFF;
            if (octet >= 100)
                destination[length++] = (byte)('0' + octet / 100);
            if (octet >= 10)
                destination[length++] = (byte)('0' + octet / 10 % 10);
            destination[length++] = (byte)('0' + octet % 10);
            if (shift > 0)
                destination[length++] = (byte)'.';
        }

        return length;
    }

    /// <summary>The address as text.</summary>
    public override string ToString() => ToIPAddress().ToString();

    private static bool TryParseIPv4(ReadOnlySpan<byte> text, out uint bits)
    {
        bits = 0;
        if (text.Length is < 7 or > 15)
            return false;
        var octets = 0;
        var value = 0;
        var digits = 0;
        foreach (var b in text)
        {
            if (b == '.')
            {
                if (digits == 0 || ++octets > 3)
                    return false;
                bits = (bits << 8) | (uint)value;
                value = digits = 0;
                continue;
            }

            if (b is < (byte)'0' or > (byte)'9' || (digits > 0 && value == 0))
                return false;
            value = value * 10 + (b - '0');
            if (++digits > 3 || value > 255)
                return false;
        }

        bits = (bits << 8) | (uint)value;
        return octets == 3 && digits > 0;
    }
}
