using System.Collections.Immutable;

namespace Serinus.Rollouts.Spec;

/// <summary>When runs may begin and weights may rise.</summary>
public sealed record DeployWindowSpec
{
    /// <summary>Days; every day when empty.</summary>
    public ImmutableArray<DayOfWeek> Days { get; init; } = [];

    /// <summary>Time of day at which it opens.</summary>
    public TimeOnly From { get; init; }

    /// <summary>Time of day at which it closes; on the next day where it is not after <see cref="From"/>.</summary>
    public TimeOnly To { get; init; }

    /// <summary>Offset of these times from UTC.</summary>
    public TimeSpan UtcOffset { get; init; }
}
