using System.Runtime.InteropServices;

namespace Serinus.Routing.Match;

/// <summary>Recognises the header fields the edge itself reads or writes.</summary>
public static class KnownHeaders
{
    /// <summary>Which known field a name is; <see cref="KnownHeader.Other"/> for any other.</summary>
    /// <param name="name">A field name, checked to be a token (RFC 9110 §5.6.2); case does not matter.</param>
    public static KnownHeader Identify(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            2 when IsShort(name, "te"u8) => KnownHeader.Te,
            4 when IsShort(name, "host"u8) => KnownHeader.Host,
            4 when IsShort(name, "date"u8) => KnownHeader.Date,
            5 when IsShort(name, "proxy"u8) => KnownHeader.Proxy,
            6 when IsShort(name, "cookie"u8) => KnownHeader.Cookie,
            6 when IsShort(name, "expect"u8) => KnownHeader.Expect,
            7 when IsShort(name, "upgrade"u8) => KnownHeader.Upgrade,
            7 when IsShort(name, "trailer"u8) => KnownHeader.Trailer,
            9 when IsLong(name, "forwarded"u8) => KnownHeader.Forwarded,
            9 when IsLong(name, "x-real-ip"u8) => KnownHeader.XRealIp,
            10 when IsLong(name, "connection"u8) => KnownHeader.Connection,
            10 when IsLong(name, "keep-alive"u8) => KnownHeader.KeepAlive,
            10 when IsLong(name, "set-cookie"u8) => KnownHeader.SetCookie,
            12 when IsLong(name, "content-type"u8) => KnownHeader.ContentType,
            14 when IsLong(name, "content-length"u8) => KnownHeader.ContentLength,
            14 when IsLong(name, "http2-settings"u8) => KnownHeader.Http2Settings,
            15 when IsLong(name, "x-forwarded-for"u8) => KnownHeader.XForwardedFor,
            16 when IsLong(name, "x-forwarded-host"u8) => KnownHeader.XForwardedHost,
            16 when IsLong(name, "x-forwarded-port"u8) => KnownHeader.XForwardedPort,
            16 when IsLong(name, "x-serinus-mirror"u8) => KnownHeader.XSerinusMirror,
            16 when IsLong(name, "proxy-connection"u8) => KnownHeader.ProxyConnection,
            17 when IsLong(name, "transfer-encoding"u8) => KnownHeader.TransferEncoding,
            17 when IsLong(name, "x-forwarded-proto"u8) => KnownHeader.XForwardedProto,
            18 when IsLong(name, "proxy-authenticate"u8) => KnownHeader.ProxyAuthenticate,
            19 when IsLong(name, "proxy-authorization"u8) => KnownHeader.ProxyAuthorization,
            > 12 when IsLong(name[..12], "x-forwarded-"u8) => KnownHeader.XForwardedOther,
            _ => KnownHeader.Other,
        };

    // Two words that overlap cover any length from one word to two; the third covers 17 to 24 bytes. Setting bit 5 maps letters
    // to lower case and leaves "-" and digits alone; it could only confuse them with control characters, which no token holds.
    private static bool IsLong(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower)
    {
        if (Word(name) != Word(lower) || Word(name[^8..]) != Word(lower[^8..]))
            return false;
        return name.Length <= 16 || Word(name[8..]) == Word(lower[8..]);
    }

    private static bool IsShort(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower) =>
        name.Length >= 4
            ? HalfWord(name) == HalfWord(lower) && HalfWord(name[^4..]) == HalfWord(lower[^4..])
            : ((name[0] | 0x20) == lower[0]) && ((name[1] | 0x20) == lower[1]);

    private static ulong Word(ReadOnlySpan<byte> text) => MemoryMarshal.Read<ulong>(text) | 0x2020_2020_2020_2020;

    private static uint HalfWord(ReadOnlySpan<byte> text) => MemoryMarshal.Read<uint>(text) | 0x2020_2020;
}
