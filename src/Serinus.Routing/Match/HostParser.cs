using System.Buffers;
using System.Net;
using System.Text;

namespace Serinus.Routing.Match;

/// <summary>
/// Reads <c>host[:port]</c> of a Host field or of an absolute target (RFC 9110 §7.2, RFC 3986 §3.2), strictly: letters, digits,
/// <c>-</c>, <c>_</c> and single dots, or an IPv6 address in brackets; no user information, no escapes.
/// </summary>
public static class HostParser
{
    // RFC 1035 §2.3.4.
    private const int NameBytesMax = 255;

    private static readonly SearchValues<byte> LowerName = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-_."u8
    );
    private static readonly SearchValues<byte> Name = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."u8
    );
    private static readonly SearchValues<byte> Address = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    /// <summary>Sets host and port of a head; false when the authority is none. The host may be empty only when the authority is.</summary>
    /// <param name="head">The head the slice points into.</param>
    /// <param name="authority">The authority, without user information.</param>
    public static bool TrySetHost(RequestHead head, Slice authority)
    {
        var text = head.Span(authority);
        if (!TrySplit(text, out var length, out var port))
            return false;
        head.HostPort = port;
        var host = text[..length];
        if (!host.ContainsAnyInRange((byte)'A', (byte)'Z'))
            head.SetHost(authority with { Length = length });
        else
            Ascii.ToLower(host, head.RewriteHost(length), out _);
        return true;
    }

    /// <summary>Splits <c>host[:port]</c>; false when it is none.</summary>
    /// <param name="authority">The authority.</param>
    /// <param name="hostLength">Length of the host, without a final dot.</param>
    /// <param name="port">Port, or 0 when there is none.</param>
    public static bool TrySplit(ReadOnlySpan<byte> authority, out int hostLength, out int port)
    {
        port = 0;
        hostLength = 0;
        if (authority.IsEmpty)
            return true;
        var end = authority[0] == '[' ? AddressLength(authority) : NameLength(authority);
        if (end == 0 || !TryReadPort(authority[end..], out port))
            return false;
        hostLength = authority[end - 1] == '.' ? end - 1 : end;
        return hostLength > 0;
    }

    /// <summary>Length of the name an authority begins with; 0 when it is none.</summary>
    private static int NameLength(ReadOnlySpan<byte> authority)
    {
        var end = authority.IndexOfAnyExcept(LowerName);
        if (end >= 0 && authority[end] != ':')
            end = authority.IndexOfAnyExcept(Name);
        if (end < 0)
            end = authority.Length;
        var name = authority[..end];
        return name.Length > NameBytesMax || name is [(byte)'.', ..] || name.IndexOf(".."u8) >= 0 ? 0 : end;
    }

    /// <summary>Length of the bracketed IPv6 address an authority begins with; 0 when it is none.</summary>
    private static int AddressLength(ReadOnlySpan<byte> authority)
    {
        var end = authority.IndexOf((byte)']');
        if (end < 0)
            return 0;
        var address = authority[1..end];
        return !address.ContainsAnyExcept(Address) && address.Contains((byte)':') && IPAddress.IsValidUtf8(address)
            ? end + 1
            : 0;
    }

    private static bool TryReadPort(ReadOnlySpan<byte> text, out int port)
    {
        port = 0;
        if (text.IsEmpty)
            return true;
        if (text[0] != ':' || text.Length > 6)
            return false;
        foreach (var digit in text[1..])
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            port = port * 10 + (digit - '0');
        }

        return port <= ushort.MaxValue;
    }
}
