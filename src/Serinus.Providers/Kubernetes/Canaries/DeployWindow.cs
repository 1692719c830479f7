using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>When runs may begin and weights may rise.</summary>
internal sealed record DeployWindow
{
    private const string Time = "([01][0-9]|2[0-3]):[0-5][0-9]";

    /// <summary>Days; every day when empty.</summary>
    public ImmutableArray<DayOfWeek> Days { get; init; } = [];

    /// <summary>Time of day at which it opens, such as `09:00`.</summary>
    [Field(Pattern = Time, Cure = "a time such as 09:00")]
    public required string From { get; init; }

    /// <summary>Time of day at which it closes; on the next day where it is not after `from`.</summary>
    [Field(Pattern = Time, Cure = "a time such as 17:00")]
    public required string To { get; init; }

    /// <summary>Offset of these times from UTC, such as `+02:00`; none when absent.</summary>
    [Field(Pattern = $"[+-](0[0-9]|1[0-4]):[0-5][0-9]", Cure = "an offset such as +02:00")]
    public string? UtcOffset { get; init; }
}
