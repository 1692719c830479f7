using System.Buffers.Binary;

namespace Serinus.Proxy.Upstreams;

/// <summary>
/// A 64-bit hash that is the same in every process and on every machine, so that all replicas send a key to the same endpoint.
/// Not for secrets and not against attackers: who may choose the key may choose the endpoint anyway.
/// </summary>
internal static class StableHash
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Mix((ulong)bytes.Length + Golden);
        for (; bytes.Length >= 8; bytes = bytes[8..])
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        var rest = 0UL;
        for (var i = 0; i < bytes.Length; i++)
            rest |= (ulong)bytes[i] << (8 * i);
        return Mix(hash ^ rest);
    }

    public static ulong Of(UInt128 bits) => Mix(Mix((ulong)(bits >> 64) + Golden) ^ (ulong)bits);

    /// <summary>Every bit of the input changes every bit of the result with odds of about one half (the finaliser of SplitMix64: Steele, Lea, Flood, OOPSLA 2014).</summary>
    public static ulong Mix(ulong x)
    {
        x += Golden;
        x = (x ^ (x >> 30)) * 0xBF58_476D_1CE4_E5B9;
        x = (x ^ (x >> 27)) * 0x94D0_49BB_1331_11EB;
        return x ^ (x >> 31);
    }
}
