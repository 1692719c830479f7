using System.Diagnostics;
using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Wire;

/// <summary>
/// Bytes that came from a peer and are not used up yet. Heads are parsed in place, so the buffer that holds a head is set aside,
/// not overwritten, when a body has to be read behind it.
/// </summary>
internal sealed class InputBuffer(BufferPool pool)
{
    private byte[]? held;

    public byte[] Bytes { get; private set; } = [];

    /// <summary>First byte not used up.</summary>
    public int Start { get; private set; }

    /// <summary>Just past the last byte received.</summary>
    public int End { get; private set; }

    public bool IsEmpty => Start == End;

    public ReadOnlySpan<byte> Unread => Bytes.AsSpan(Start, End - Start);

    /// <summary>All received bytes from the buffer's beginning, so that offsets of a head stay valid.</summary>
    public ReadOnlySpan<byte> All => Bytes.AsSpan(0, End);

    public ReadOnlyMemory<byte> Slice(int start, int length) => Bytes.AsMemory(start, length);

    public void Consume(int count)
    {
        Debug.Assert(Start + count <= End, "Only what came can be used up.");
        Start += count;
    }

    public void Received(int count) => End += count;

    /// <summary>Free room behind the received bytes while a head is read; offsets stay as they are.</summary>
    public Memory<byte> RoomForHead()
    {
        if (Bytes.Length == 0)
            Bytes = pool.RentSmall();
        if (End == Bytes.Length)
            Replace(Bytes.Length < BufferPool.LargeBytes ? pool.RentLarge() : new byte[Bytes.Length * 2], 0);
        return Bytes.AsMemory(End);
    }

    /// <summary>Moves unread bytes to the front, so that the next head has the whole buffer. No slice into it may be alive.</summary>
    public void Compact()
    {
        if (Start == 0)
            return;
        Unread.CopyTo(Bytes);
        End -= Start;
        Start = 0;
    }

    /// <summary>Free room for the body; what is unread stays in front of it. Large, as a body that does not come with its head seldom ends soon.</summary>
    public Memory<byte> RoomForBody(bool isHeadHeld)
    {
        if (isHeadHeld && held is null)
        {
            // The head stays where it is; only what is unread moves on.
            held = Bytes;
            Bytes = [];
            var next = pool.RentLarge();
            var unread = End - Start;
            held.AsSpan(Start, unread).CopyTo(next);
            (Bytes, Start, End) = (next, 0, unread);
        }
        else if (Bytes.Length < BufferPool.LargeBytes)
        {
            Replace(pool.RentLarge(), Start);
        }
        else if (IsEmpty)
        {
            Start = End = 0;
        }
        else if (End == Bytes.Length)
        {
            if (Start == 0)
                Replace(new byte[Bytes.Length * 2], 0);
            else
                Compact();
        }

        return Bytes.AsMemory(End);
    }

    /// <summary>Gives the buffer of a body back when nothing unread is in it.</summary>
    /// <param name="isHeadHeld">Whether the head is still needed: it stays, be it in the same buffer.</param>
    public void ReleaseEmpty(bool isHeadHeld)
    {
        if (!IsEmpty || Bytes.Length == 0 || (isHeadHeld && held is null))
            return;
        pool.Return(Bytes);
        Bytes = [];
        Start = End = 0;
    }

    /// <summary>The head is no longer needed.</summary>
    public void ReleaseHead()
    {
        if (held is null)
            return;
        pool.Return(held);
        held = null;
    }

    /// <summary>Gives everything back.</summary>
    public void Release()
    {
        ReleaseHead();
        Start = End = 0;
        if (Bytes.Length > 0)
            pool.Return(Bytes);
        Bytes = [];
    }

    private void Replace(byte[] larger, int from)
    {
        Bytes.AsSpan(from, End - from).CopyTo(larger);
        if (Bytes.Length > 0)
            pool.Return(Bytes);
        Bytes = larger;
        Start -= from;
        End -= from;
    }
}
