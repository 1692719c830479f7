using System.Runtime.CompilerServices;
using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Wire;

/// <summary>Bytes on their way out, gathered so that head and small body leave in one write. Rents from the loop and grows when a head is large.</summary>
internal sealed class OutputBuffer(BufferPool pool)
{
    private byte[]? buffer;

    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, Length);

    /// <summary>Free bytes before the buffer would have to grow.</summary>
    public int Room => (buffer?.Length ?? BufferPool.SmallBytes) - Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Room for <paramref name="count"/> bytes; <see cref="Advance"/> says how many were written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int count)
    {
        if (buffer is null || buffer.Length - Length < count)
            Grow(count);
        return buffer.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public void WriteNumber(long number)
    {
        System.Buffers.Text.Utf8Formatter.TryFormat(number, Reserve(20), out var written);
        Length += written;
    }

    public void WriteHex(long number)
    {
        System.Buffers.Text.Utf8Formatter.TryFormat(number, Reserve(16), out var written, new('x'));
        Length += written;
    }

    /// <summary>Forgets what was written; the buffer stays for the next message.</summary>
    public void Clear() => Length = 0;

    /// <summary>Gives the buffer back.</summary>
    public void Release()
    {
        Length = 0;
        if (buffer is null)
            return;
        pool.Return(buffer);
        buffer = null;
    }

    private void Grow(int count)
    {
        var wanted = Length + count;
        var larger =
            wanted <= BufferPool.SmallBytes ? pool.RentSmall()
            : wanted <= BufferPool.LargeBytes ? pool.RentLarge()
            : new byte[wanted * 2];
        if (buffer is not null)
        {
            Written.Span.CopyTo(larger);
            pool.Return(buffer);
        }

        buffer = larger;
    }
}
