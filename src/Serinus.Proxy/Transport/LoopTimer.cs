namespace Serinus.Proxy.Transport;

/// <summary>Something that happens at a deadline, unless the deadline is moved first. Linked into the <see cref="TimerWheel"/> of one loop.</summary>
public abstract class LoopTimer
{
    internal LoopTimer? Next;
    internal LoopTimer? Previous;

    /// <summary>Slot it is linked in; -1 when it is in none.</summary>
    internal int Slot = -1;

    /// <summary>When the slot it is linked in comes up.</summary>
    internal long SlotTime;

    /// <summary>
    /// In milliseconds of <see cref="Loop.Now"/>; <see cref="long.MaxValue"/> when nothing is to happen. Moving it later costs one store:
    /// the wheel looks again when the old slot comes up. To move it earlier, use <see cref="TimerWheel.Set"/>.
    /// </summary>
    internal long Deadline = long.MaxValue;

    /// <summary>The deadline passed. Called on the loop's thread.</summary>
    protected internal abstract void Expired();
}
