using System.Buffers;

namespace Serinus.Proxy.Wire;

/// <summary>Character classes of HTTP/1.1 messages, searched with vector instructions.</summary>
internal static class Syntax
{
    /// <summary>RFC 9110 §5.6.2.</summary>
    public static readonly SearchValues<byte> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8
    );

    /// <summary>What ends a field value or has no place in one (RFC 9110 §5.5): all controls but HTAB.</summary>
    public static readonly SearchValues<byte> Controls = SearchValues.Create([
        .. Enumerable.Range(0, 32).Where(c => c != '\t').Select(c => (byte)c),
        0x7F,
    ]);

    /// <summary>What ends a request target: white space and all controls.</summary>
    public static readonly SearchValues<byte> TargetEnd = SearchValues.Create([
        .. Enumerable.Range(0, 33).Select(c => (byte)c),
        0x7F,
    ]);

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value) => value.Trim(" \t"u8);

    public static bool IsToken(ReadOnlySpan<byte> value) => value.Length > 0 && !value.ContainsAnyExcept(Token);
}
