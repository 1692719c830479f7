namespace Serinus.Proxy.Pipeline;

/// <summary>Methods whose request may be sent twice (RFC 9110 §9.2.2).</summary>
internal static class Idempotent
{
    public static bool Is(ReadOnlySpan<byte> method) =>
        method.Length switch
        {
            3 => method.SequenceEqual("GET"u8) || method.SequenceEqual("PUT"u8),
            4 => method.SequenceEqual("HEAD"u8),
            5 => method.SequenceEqual("TRACE"u8),
            6 => method.SequenceEqual("DELETE"u8),
            7 => method.SequenceEqual("OPTIONS"u8),
            _ => false,
        };
}
