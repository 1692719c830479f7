namespace Serinus.Proxy.Transport;

/// <summary>
/// Buffers of one size that lie ready, last returned first rented so that they are warm. It keeps as many as were needed at once of late:
/// those that lay idle for a whole term go, half of them at a time. Only one loop's thread touches it.
/// </summary>
internal sealed class BufferShelf(int bytes, int keptMax)
{
    private byte[][] idle = new byte[64][];
    private int count;
    private int leastIdle;

    /// <summary>Buffers that lie ready.</summary>
    public int Count => count;

    public byte[] Rent()
    {
        if (count == 0)
            return GC.AllocateUninitializedArray<byte>(bytes);
        var buffer = idle[--count];
        if (count < leastIdle)
            leastIdle = count;
        return buffer;
    }

    public void Return(byte[] buffer)
    {
        if (count == keptMax)
            return;
        if (count == idle.Length)
            Array.Resize(ref idle, Math.Min(keptMax, count * 2));
        idle[count++] = buffer;
    }

    /// <summary>Ends a term: half of what was not needed in it is left to the garbage collector.</summary>
    public void Trim()
    {
        // The oldest lie at the bottom; which of them go makes no difference.
        var going = (leastIdle + 1) / 2;
        count -= going;
        Array.Clear(idle, count, going);
        leastIdle = count;
    }
}
