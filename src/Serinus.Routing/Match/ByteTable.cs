using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Serinus.Routing.Match;

/// <summary>
/// A read-only hash table from byte strings, looked up by slices of a request without making a string. Open addressing at a load
/// of a half at most; requests only look up, so they cannot make its chains longer.
/// </summary>
internal sealed class ByteTable<T>
    where T : class
{
    private readonly Entry[] entries;
    private readonly int mask;

    public ByteTable(IReadOnlyCollection<KeyValuePair<byte[], T>> pairs)
    {
        entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, pairs.Count * 2))];
        mask = entries.Length - 1;
        foreach (var (key, value) in pairs)
        {
            var hash = Hash(key);
            var place = (int)hash & mask;
            while (entries[place].Key is not null)
                place = (place + 1) & mask;
            entries[place] = new Entry(hash, key, value);
        }

        Lengths = [.. pairs.Select(pair => pair.Key.Length).Distinct().OrderDescending()];
    }

    public IEnumerable<T> Values => entries.Where(entry => entry.Key is not null).Select(entry => entry.Value);

    /// <summary>The lengths of all keys, longest first: whoever looks for the longest prefix or suffix tries only these.</summary>
    public int[] Lengths { get; }

    /// <summary>The value of a key, or null: <see cref="TryGet"/> for those who have time.</summary>
    public T? Find(ReadOnlySpan<byte> key) => TryGet(key, out var value) ? value : null;

    public bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out T? value)
    {
        var hash = Hash(key);
        for (var place = (int)hash & mask; ; place = (place + 1) & mask)
        {
            ref readonly var entry = ref entries[place];
            if (entry.Key is null)
            {
                value = null;
                return false;
            }

            if (entry.Hash == hash && key.SequenceEqual(entry.Key))
            {
                value = entry.Value;
                return true;
            }
        }
    }

    /// <summary>Multiply and fold, eight bytes at a time; the last eight overlap.</summary>
    private static uint Hash(ReadOnlySpan<byte> key)
    {
        const ulong Prime = 0x9E37_79B9_7F4A_7C15;
        var hash = (ulong)key.Length * Prime;
        if (key.Length >= 8)
        {
            var rest = key;
            while (rest.Length > 8)
            {
                hash = Fold(hash ^ MemoryMarshal.Read<ulong>(rest), Prime);
                rest = rest[8..];
            }

            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(key[^8..]), Prime);
        }
        else
        {
            ulong word = 0;
            foreach (var next in key)
                word = (word << 8) | next;
            hash = Fold(hash ^ word, Prime);
        }

        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }

    private readonly record struct Entry(uint Hash, byte[]? Key, T Value);
}
