namespace Serinus.Proxy.Transport;

/// <summary>
/// Buffers of one loop, in two sizes, last returned first rented so that they are warm. Only the loop's thread touches it.
/// What lies idle is bounded; the rest is left to the garbage collector.
/// </summary>
public sealed class BufferPool
{
    /// <summary>Fits almost every head with its small body.</summary>
    public const int SmallBytes = 16 * 1024;

    /// <summary>For bodies under way: fewer system calls per megabyte.</summary>
    public const int LargeBytes = 64 * 1024;

    private const int SmallKept = 512;
    private const int LargeKept = 64;

    private readonly byte[][] small = new byte[SmallKept][];
    private readonly byte[][] large = new byte[LargeKept][];
    private int smallCount;
    private int largeCount;

    public byte[] RentSmall() => smallCount > 0 ? small[--smallCount] : GC.AllocateUninitializedArray<byte>(SmallBytes);

    public byte[] RentLarge() => largeCount > 0 ? large[--largeCount] : GC.AllocateUninitializedArray<byte>(LargeBytes);

    /// <summary>Takes back a buffer of either size; others, grown for a single large head, are dropped.</summary>
    public void Return(byte[] buffer)
    {
        if (buffer.Length == SmallBytes && smallCount < SmallKept)
            small[smallCount++] = buffer;
        else if (buffer.Length == LargeBytes && largeCount < LargeKept)
            large[largeCount++] = buffer;
    }
}
