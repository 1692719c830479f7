namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>How often things are done that nothing calls for by itself.</summary>
internal sealed record Pace
{
    /// <summary>Everything is listed anew, in case a watch missed something.</summary>
    public TimeSpan Resync { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What the server offers and allows is asked again.</summary>
    public TimeSpan Recheck { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The same, while a right is missing that may be granted any moment.</summary>
    public TimeSpan RecheckWhenMissing { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Secrets that cannot be watched are read again.</summary>
    public TimeSpan Secrets { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A failure that lasts this long is reported.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The shortest a watch is asked to last; the longest is twice as long. API servers under load were seen to stop telling on a watch that
    /// stays open: what was missed is told by the next one.
    /// </summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(120);
}
