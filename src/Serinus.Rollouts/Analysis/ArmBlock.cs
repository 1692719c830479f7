using System.Collections.Immutable;

namespace Serinus.Rollouts.Analysis;

/// <summary>Requests of one arm in one block. A request that an arm failed and another answered counts as the first one's, and as failed.</summary>
public sealed record ArmBlock
{
    /// <summary>Requests that ended.</summary>
    public long Requests { get; init; }

    /// <summary>Of these, answered with a server error, not answered, or failed and answered by another arm.</summary>
    public long Errors { get; init; }

    /// <summary>Calls of gRPC that ended.</summary>
    public long Calls { get; init; }

    /// <summary>Of these, those that ended with a status that is a server's fault.</summary>
    public long FailedCalls { get; init; }

    /// <summary>Requests by duration, one count for each edge and one for what is above the last; not cumulated.</summary>
    public ImmutableArray<long> Durations { get; init; } = [];
}
