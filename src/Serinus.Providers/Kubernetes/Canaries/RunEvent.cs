namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>One decision of a run.</summary>
internal sealed record RunEvent
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What, in one word.</summary>
    public required string Kind { get; init; }

    /// <summary>What, and why.</summary>
    public required string Text { get; init; }

    /// <summary>Who asked for it; absent when the evidence did.</summary>
    public string? Actor { get; init; }
}
