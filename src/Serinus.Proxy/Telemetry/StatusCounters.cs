namespace Serinus.Proxy.Telemetry;

/// <summary>
/// Counts by status code: a small open-addressed table, so that a route that only ever answers 200 costs a few dozen bytes.
/// One loop writes, without interlocked operations; anybody reads at any time and sees each count a moment old at worst.
/// </summary>
internal sealed class StatusCounters
{
    private const int FirstCapacity = 4;

    private Table table = new(FirstCapacity);

    /// <summary>Counts one. A status outside 100 to 599 is counted as 0: nothing was sent.</summary>
    public void Add(int status)
    {
        // A free slot is 0, so keys are one above the status.
        var key = (ushort)(status is >= 100 and <= 599 ? status + 1 : 1);
        var current = table;
        var slot = current.Find(key);
        if (current.Keys[slot] == key)
            Volatile.Write(ref current.Counts[slot], current.Counts[slot] + 1);
        else
            AddFirst(current, slot, key);
    }

    /// <summary>Adds these counts to <paramref name="totals"/>, by status.</summary>
    public void AddTo(Dictionary<int, long> totals)
    {
        var current = Volatile.Read(ref table);
        for (var slot = 0; slot < current.Keys.Length; slot++)
        {
            var key = Volatile.Read(ref current.Keys[slot]);
            if (key != 0)
                totals[key - 1] = totals.GetValueOrDefault(key - 1) + Volatile.Read(ref current.Counts[slot]);
        }
    }

    private void AddFirst(Table current, int slot, ushort key)
    {
        // A quarter stays free, so that a search always ends.
        if (current.Used == current.Keys.Length * 3 / 4)
        {
            current = current.Doubled();
            slot = current.Find(key);
        }

        // The count is there before the key says so; readers never see a key with somebody else's count.
        current.Counts[slot] = 1;
        Volatile.Write(ref current.Keys[slot], key);
        current.Used++;
        Volatile.Write(ref table, current);
    }

    private sealed class Table(int capacity)
    {
        public readonly ushort[] Keys = new ushort[capacity];
        public readonly long[] Counts = new long[capacity];
        public int Used;

        /// <summary>The slot of a key, or the free slot where it belongs.</summary>
        public int Find(ushort key)
        {
            var mask = Keys.Length - 1;
            var slot = key & mask;
            while (Keys[slot] != key && Keys[slot] != 0)
                slot = (slot + 1) & mask;
            return slot;
        }

        public Table Doubled()
        {
            var doubled = new Table(Keys.Length * 2) { Used = Used };
            for (var old = 0; old < Keys.Length; old++)
            {
                if (Keys[old] == 0)
                    continue;
                var slot = doubled.Find(Keys[old]);
                doubled.Keys[slot] = Keys[old];
                doubled.Counts[slot] = Counts[old];
            }

            return doubled;
        }
    }
}
