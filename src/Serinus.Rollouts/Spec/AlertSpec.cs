namespace Serinus.Rollouts.Spec;

/// <summary>Somebody who hears of a rollout.</summary>
public sealed record AlertSpec
{
    /// <summary>Name, in messages.</summary>
    public required string Name { get; init; }

    /// <summary>The least grave news that is told.</summary>
    public NewsSeverity Severity { get; init; } = NewsSeverity.Info;

    /// <summary>In which form it is told.</summary>
    public AlertKind Kind { get; init; }

    /// <summary>URL that takes it. It may hold a secret and is never shown.</summary>
    public required string Address { get; init; }

    /// <summary>Channel; that of the address when null.</summary>
    public string? Channel { get; init; }

    /// <summary>Name of the sender.</summary>
    public string? Username { get; init; }

    /// <summary>Bearer token; none when null. Never shown.</summary>
    public string? Token { get; init; }
}
