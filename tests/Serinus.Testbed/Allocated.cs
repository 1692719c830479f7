namespace Serinus.Testbed;

/// <summary>What code allocates on the thread that runs it.</summary>
public static class Allocated
{
    private const int RoundsMax = 5;

    /// <summary>
    /// The least of a few rounds, in bytes: a collection counts the rest of the thread's allocation context as allocated, and the runtime
    /// allocates while it compiles anew. What code itself allocates it allocates in every round.
    /// </summary>
    public static long Least(Action act)
    {
        ArgumentNullException.ThrowIfNull(act);
        var least = long.MaxValue;
        for (var round = 0; round < RoundsMax && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            act();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
