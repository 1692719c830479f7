namespace Serinus.Proxy.Transport;

/// <summary>Buffers of one loop, in three sizes. Only the loop's thread touches it.</summary>
public sealed class BufferPool
{
    /// <summary>Fits most heads that come without a body.</summary>
    public const int HeadBytes = 4 * 1024;

    /// <summary>Fits almost every head with its small body.</summary>
    public const int SmallBytes = 16 * 1024;

    /// <summary>For bodies under way: fewer system calls per megabyte.</summary>
    public const int LargeBytes = 64 * 1024;

    private readonly BufferShelf heads = new(HeadBytes, keptMax: 16 * 1024);
    private readonly BufferShelf small = new(SmallBytes, keptMax: 8 * 1024);
    private readonly BufferShelf large = new(LargeBytes, keptMax: 512);

    public byte[] RentHead() => heads.Rent();

    public byte[] RentSmall() => small.Rent();

    public byte[] RentLarge() => large.Rent();

    /// <summary>Takes back a buffer of any of the sizes; others, grown for a single large head, are dropped.</summary>
    public void Return(byte[] buffer)
    {
        switch (buffer.Length)
        {
            case HeadBytes:
                heads.Return(buffer);
                break;
            case SmallBytes:
                small.Return(buffer);
                break;
            case LargeBytes:
                large.Return(buffer);
                break;
        }
    }

    /// <summary>Lets go of what was not needed since this was last called.</summary>
    public void Trim()
    {
        heads.Trim();
        small.Trim();
        large.Trim();
    }
}
