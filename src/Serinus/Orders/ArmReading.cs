using System.Collections.Immutable;
using Serinus.Proxy.Telemetry;

namespace Serinus.Orders;

/// <summary>Counters of one arm since counting began.</summary>
public sealed record ArmReading
{
    /// <summary>Requests that ended, whose first choice the arm was.</summary>
    public long Requests { get; init; }

    /// <summary>Of these, those that failed.</summary>
    public long Errors { get; init; }

    /// <summary>Calls of gRPC that ended.</summary>
    public long Calls { get; init; }

    /// <summary>Of these, those that failed.</summary>
    public long FailedCalls { get; init; }

    /// <summary>Requests by duration, one count for each edge and one for what is above the last; not cumulated.</summary>
    public ImmutableArray<long> Durations { get; init; } = [];

    internal static ArmReading Of(AnalysisTotals totals) =>
        new()
        {
            Requests = totals.Requests,
            Errors = totals.Errors,
            Calls = totals.Calls,
            FailedCalls = totals.FailedCalls,
            Durations = [.. totals.Durations],
        };
}
