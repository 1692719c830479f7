using System.Runtime.InteropServices;

namespace Serinus.Proxy.Upstreams;

/// <summary>
/// A number that many loops change all the time, alone on its cache line wherever the object around it lies: 64 bytes before
/// it and 56 behind it are nobody's, so that changing it never takes a line away from readers of its neighbours.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct PaddedCounter
{
    [FieldOffset(64)]
    private long value;

    public readonly long Value => Volatile.Read(in value);

    public long Increment() => Interlocked.Increment(ref value);

    public long Decrement() => Interlocked.Decrement(ref value);
}
