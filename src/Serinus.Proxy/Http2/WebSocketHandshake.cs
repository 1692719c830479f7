using System.Security.Cryptography;
using System.Text;

namespace Serinus.Proxy.Http2;

/// <summary>The proof of RFC 6455 §4 that both ends mean a WebSocket: HTTP/2 needs none, so the edge makes and checks it for a client of HTTP/2.</summary>
internal static class WebSocketHandshake
{
    private const int KeyBytes = 16;

    /// <summary>RFC 6455 §1.3.</summary>
    private static ReadOnlySpan<byte> Suffix => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>A new key.</summary>
    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Whether an upstream's answer fits a key.</summary>
    public static bool IsAnswer(ReadOnlySpan<byte> key, ReadOnlySpan<byte> accept)
    {
        // RFC 6455 §4.2.2 asks for SHA-1; it proves understanding here, it protects nothing.
#pragma warning disable CA5350
        var digest = SHA1.HashData([.. key, .. Suffix]);
#pragma warning restore CA5350
        return Ascii.Equals(accept, Convert.ToBase64String(digest));
    }
}
