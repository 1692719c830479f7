using System.Buffers.Binary;
using System.Numerics;

namespace Serinus.Routing.Split;

/// <summary>SipHash-2-4: a keyed hash of short input (J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012).</summary>
public static class SipHash
{
    /// <summary>The hash of <paramref name="data"/> under a key of 128 bits.</summary>
    /// <param name="key0">First eight bytes of the key, little-endian.</param>
    /// <param name="key1">Last eight bytes of the key, little-endian.</param>
    /// <param name="data">What is hashed.</param>
    public static ulong Compute(ulong key0, ulong key1, ReadOnlySpan<byte> data)
    {
        var v0 = key0 ^ 0x736f6d6570736575;
        var v1 = key1 ^ 0x646f72616e646f6d;
        var v2 = key0 ^ 0x6c7967656e657261;
        var v3 = key1 ^ 0x7465646279746573;
        var rest = data;
        while (rest.Length >= 8)
        {
            Compress(BinaryPrimitives.ReadUInt64LittleEndian(rest), ref v0, ref v1, ref v2, ref v3);
            rest = rest[8..];
        }

        // The last word holds what is left, and the length of all in its highest byte.
        var word = (ulong)data.Length << 56;
        for (var i = 0; i < rest.Length; i++)
            word |= (ulong)rest[i] << (8 * i);
        Compress(word, ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xff;
        for (var round = 0; round < 4; round++)
            Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Compress(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v2 += v3;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
