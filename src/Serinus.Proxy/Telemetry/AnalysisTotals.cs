namespace Serinus.Proxy.Telemetry;

/// <summary>What analysis wants to know of one arm, summed over all loops since counting began.</summary>
/// <param name="buckets">Buckets of durations.</param>
public sealed class AnalysisTotals(int buckets)
{
    /// <summary>Requests that ended, whose first choice the arm was; those whose client left are not counted.</summary>
    public long Requests { get; internal set; }

    /// <summary>Of these, answered with a server error, not answered or not to the end, or failed and answered by another arm.</summary>
    public long Errors { get; internal set; }

    /// <summary>Calls of gRPC that ended.</summary>
    public long Calls { get; internal set; }

    /// <summary>Of these, those that ended with a status that is a server's fault, or that another arm answered.</summary>
    public long FailedCalls { get; internal set; }

    /// <summary>Requests by bucket of <see cref="AnalysisEdges"/>; not cumulated.</summary>
    public long[] Durations { get; } = new long[buckets];
}
