using SharpFuzz.Common;

namespace Serinus.Fuzz;

/// <summary>
/// Which branches an input took, and how often, roughly. The counters are written by code that ./dev fuzz puts into copies of the
/// assemblies; where that is not in, nothing is ever new. One at a time in a process.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Counters = 1 << 16;

    private readonly byte[] counters = GC.AllocateArray<byte>(Counters, pinned: true);
    private readonly byte[] seen = new byte[Counters];

    public Coverage()
    {
        fixed (byte* first = counters)
            Trace.SharedMem = first;
    }

    /// <summary>Branches seen so far.</summary>
    public int Branches => Counters - seen.AsSpan().Count((byte)0);

    public void Begin()
    {
        counters.AsSpan().Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether a branch was taken that never was before, or far more often.</summary>
    public bool IsNew()
    {
        var isNew = false;
        for (var i = counters.AsSpan().IndexOfAnyExcept((byte)0); i >= 0 && i < Counters; i++)
        {
            var times = Magnitude(counters[i]);
            if ((seen[i] | times) == seen[i])
                continue;
            seen[i] |= times;
            isNew = true;
        }

        return isNew;
    }

    /// <summary>A bit for none, once, twice, a few times, often: exact counts would make every input new.</summary>
    private static byte Magnitude(byte count) =>
        count switch
        {
            0 => 0,
            1 => 1,
            2 => 2,
            3 => 4,
            < 8 => 8,
            < 16 => 16,
            < 32 => 32,
            < 128 => 64,
            _ => 128,
        };
}
