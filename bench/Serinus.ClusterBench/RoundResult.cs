namespace Serinus.ClusterBench;

/// <summary>What one size of cluster showed.</summary>
/// <param name="ReadyAfter">From the start of the program to readiness: everything is read, compiled and served.</param>
/// <param name="PeakBytes">Most resident memory until the end of the round.</param>
/// <param name="Median">From the API server's answer to a change to the first request that is served the new way, half of the time.</param>
/// <param name="Slowest">The same, at worst.</param>
internal sealed record RoundResult(TimeSpan ReadyAfter, long PeakBytes, TimeSpan Median, TimeSpan Slowest);
