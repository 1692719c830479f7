namespace Serinus.Admin.Rollouts;

/// <summary>Requests first given to one version.</summary>
public sealed record ArmAnswer
{
    /// <summary>Requests of this run.</summary>
    public long Requests { get; init; }

    /// <summary>Of these, those that failed.</summary>
    public long Errors { get; init; }

    /// <summary>Requests a second, over the last moments; null when nothing is known of them.</summary>
    public double? Rate { get; init; }

    /// <summary>Percent of the requests of the last moments that failed; null when there were none.</summary>
    public double? ErrorPercent { get; init; }

    /// <summary>Half of the requests of the last moments took no longer, in milliseconds, rounded up to an edge that is counted; null when there were none.</summary>
    public double? MedianMilliseconds { get; init; }

    /// <summary>99 of 100 of them took no longer, in milliseconds; null when there were none, or it is above all edges.</summary>
    public double? P99Milliseconds { get; init; }
}
