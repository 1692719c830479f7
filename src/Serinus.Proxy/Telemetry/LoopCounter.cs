namespace Serinus.Proxy.Telemetry;

/// <summary>One number per loop, each in memory of its own so that loops do not share cache lines; made when first counted.</summary>
public sealed class LoopCounter
{
    private readonly Cell?[] cells;

    internal LoopCounter(int loops) => cells = new Cell?[loops];

    /// <summary>All loops together.</summary>
    public long Sum
    {
        get
        {
            var sum = 0L;
            foreach (ref var cell in cells.AsSpan())
            {
                if (Volatile.Read(ref cell) is { } counted)
                    sum += Volatile.Read(ref counted.Value);
            }

            return sum;
        }
    }

    internal void Add(int loop, long count)
    {
        var cell = cells[loop];
        if (cell is null)
            Volatile.Write(ref cells[loop], cell = new Cell());
        Volatile.Write(ref cell.Value, cell.Value + count);
    }

    private sealed class Cell
    {
        public long Value;
    }
}
