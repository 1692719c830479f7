namespace Serinus.ClusterBench;

/// <summary>Fills a cluster.</summary>
internal static class Cluster
{
    private const int Writers = 16;

    /// <summary>Does something for each number below a count, several at once.</summary>
    public static Task EachAsync(int count, Func<int, Task> act) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = Writers },
            async (i, _) => await act(i)
        );
}
