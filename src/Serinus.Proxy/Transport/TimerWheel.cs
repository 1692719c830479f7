using System.Numerics;

namespace Serinus.Proxy.Transport;

/// <summary>
/// Deadlines of one loop in a ring of slots (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", 1987, scheme 5 in spirit).
/// A deadline that moves later, the usual case from exchange to exchange, is only a store; far deadlines wait in the last slot and
/// are linked anew when it comes up.
/// </summary>
internal sealed class TimerWheel
{
    private const int TickShift = 4;
    private const int SlotCount = 1024;
    private const int SlotMask = SlotCount - 1;

    private readonly LoopTimer?[] slots = new LoopTimer?[SlotCount];
    private readonly ulong[] occupied = new ulong[SlotCount / 64];
    private readonly List<LoopTimer> due = [];
    private long tick;

    private readonly Action<Exception> fault;

    /// <param name="now">Milliseconds now.</param>
    /// <param name="fault">Told of a timer that throws; the others go on.</param>
    public TimerWheel(long now, Action<Exception> fault)
    {
        tick = now >> TickShift;
        this.fault = fault;
    }

    /// <summary>Sets the deadline of a timer, in milliseconds; <see cref="long.MaxValue"/> disarms it.</summary>
    public void Set(LoopTimer timer, long deadline)
    {
        timer.Deadline = deadline;
        if (deadline == long.MaxValue || (timer.Slot >= 0 && timer.SlotTime <= deadline + (1 << TickShift)))
            return;
        if (timer.Slot >= 0)
            Unlink(timer);
        Link(timer);
    }

    /// <summary>Forgets a timer whose owner is gone.</summary>
    public void Remove(LoopTimer timer)
    {
        timer.Deadline = long.MaxValue;
        if (timer.Slot >= 0)
            Unlink(timer);
    }

    /// <summary>Milliseconds until the next slot that holds a timer comes up; -1 when there is none.</summary>
    public int Wait(long now)
    {
        for (var ahead = 1; ahead <= SlotCount; )
        {
            var slot = (int)((tick + ahead) & SlotMask);
            var bits = occupied[slot >> 6] >> (slot & 63);
            if (bits == 0)
            {
                ahead += 64 - (slot & 63);
                continue;
            }

            ahead += BitOperations.TrailingZeroCount(bits);
            return (int)Math.Clamp(((tick + ahead) << TickShift) - now, 0, int.MaxValue);
        }

        return -1;
    }

    /// <summary>Fires what is due.</summary>
    public void Advance(long now)
    {
        var last = now >> TickShift;
        if (last - tick > SlotCount)
            tick = last - SlotCount;
        while (tick < last)
        {
            tick++;
            var slot = (int)(tick & SlotMask);
            if (slots[slot] is null)
                continue;

            TakeSlot(slot, now);
        }

        // By index: what fires may set timers, and only later turns add to the list.
        for (var i = 0; i < due.Count; i++)
        {
            var timer = due[i];
            if (timer.Deadline > now)
                continue;
            timer.Deadline = long.MaxValue;
            Fire(timer);
        }

        due.Clear();
    }

    private void Fire(LoopTimer timer)
    {
        try
        {
            timer.Expired();
        }
        catch (Exception bug)
        {
            fault(bug);
        }
    }

    /// <summary>Empties a slot: what is due goes to the list, what was moved later is linked anew, what was disarmed is forgotten.</summary>
    private void TakeSlot(int slot, long now)
    {
        var timer = slots[slot];
        slots[slot] = null;
        occupied[slot >> 6] &= ~(1UL << (slot & 63));
        while (timer is not null)
        {
            var next = timer.Next;
            timer.Next = timer.Previous = null;
            timer.Slot = -1;
            if (timer.Deadline <= now)
                due.Add(timer);
            else if (timer.Deadline != long.MaxValue)
                Link(timer);
            timer = next;
        }
    }

    private void Link(LoopTimer timer)
    {
        var due = Math.Clamp((timer.Deadline >> TickShift) + 1, tick + 1, tick + SlotCount - 1);
        var slot = (int)(due & SlotMask);
        timer.Slot = slot;
        timer.SlotTime = due << TickShift;
        timer.Previous = null;
        timer.Next = slots[slot];
        if (timer.Next is { } next)
            next.Previous = timer;
        slots[slot] = timer;
        occupied[slot >> 6] |= 1UL << (slot & 63);
    }

    private void Unlink(LoopTimer timer)
    {
        if (timer.Previous is { } previous)
            previous.Next = timer.Next;
        else
            slots[timer.Slot] = timer.Next;
        if (timer.Next is { } next)
            next.Previous = timer.Previous;
        if (slots[timer.Slot] is null)
            occupied[timer.Slot >> 6] &= ~(1UL << (timer.Slot & 63));
        timer.Next = timer.Previous = null;
        timer.Slot = -1;
    }
}
