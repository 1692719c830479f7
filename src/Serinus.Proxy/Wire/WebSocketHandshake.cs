using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Serinus.Proxy.Wire;

/// <summary>
/// The proof of RFC 6455 §4 that both ends mean a WebSocket. HTTP/2 needs none, so the edge makes it where one side speaks HTTP/2 and
/// the other does not.
/// </summary>
internal static class WebSocketHandshake
{
    private const int KeyBytes = 16;

    /// <summary>RFC 6455 §1.3.</summary>
    private static ReadOnlySpan<byte> Suffix => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>A new key.</summary>
    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Whether a client's key is one (RFC 6455 §4.2.1).</summary>
    public static bool IsKey(ReadOnlySpan<byte> key) => Base64.IsValid(key, out var length) && length == KeyBytes;

    /// <summary>What answers a key.</summary>
    public static string Answer(ReadOnlySpan<byte> key)
    {
        // RFC 6455 §4.2.2 asks for SHA-1; it proves understanding here, it protects nothing.
#pragma warning disable CA5350
        return Convert.ToBase64String(SHA1.HashData([.. key, .. Suffix]));
#pragma warning restore CA5350
    }

    /// <summary>Whether an upstream's answer fits a key.</summary>
    public static bool IsAnswer(ReadOnlySpan<byte> key, ReadOnlySpan<byte> accept) => Ascii.Equals(accept, Answer(key));
}
