using System.Buffers.Binary;

namespace Serinus.Proxy.Wire;

/// <summary>Reads big-endian numbers and counted bytes, never beyond the end.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public readonly bool IsAtEnd => rest.IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => rest;

    public bool TryReadByte(out int value)
    {
        var isThere = TryTake(1, out var taken);
        value = isThere ? taken[0] : 0;
        return isThere;
    }

    public bool TryReadShort(out int value)
    {
        var isThere = TryTake(2, out var taken);
        value = isThere ? BinaryPrimitives.ReadUInt16BigEndian(taken) : 0;
        return isThere;
    }

    public bool TryTake(int count, out ReadOnlySpan<byte> taken)
    {
        if (count > rest.Length)
        {
            taken = default;
            return false;
        }

        taken = rest[..count];
        rest = rest[count..];
        return true;
    }

    /// <summary>Bytes behind a count of one byte.</summary>
    public bool TryTakeByByte(out ReadOnlySpan<byte> taken)
    {
        taken = default;
        return TryReadByte(out var count) && TryTake(count, out taken);
    }

    /// <summary>Bytes behind a count of two bytes.</summary>
    public bool TryTakeByShort(out ReadOnlySpan<byte> taken)
    {
        taken = default;
        return TryReadShort(out var count) && TryTake(count, out taken);
    }
}
