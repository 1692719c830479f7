using System.Buffers;
using System.Collections.Concurrent;

namespace Serinus.Proxy.Http2;

/// <summary>Blocks of one size for what is shared between a loop and the framework's server: used again, and bounded in what lies idle.</summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    /// <summary>A frame of the largest size fits with its head, so that it leaves in one write.</summary>
    private const int BlockBytes = 20 * 1024;

    private const int Kept = 4096;

    public static readonly BlockPool Blocks = new();

    private readonly ConcurrentQueue<Block> idle = new();

    public override int MaxBufferSize => BlockBytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        return idle.TryDequeue(out var block) ? block : new Block(this);
    }

    protected override void Dispose(bool disposing) { }

    private void Return(Block block)
    {
        if (idle.Count < Kept)
            idle.Enqueue(block);
    }

    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockBytes);

        public void Dispose() => pool.Return(this);
    }
}
