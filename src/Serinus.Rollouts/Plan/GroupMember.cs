namespace Serinus.Rollouts.Plan;

/// <summary>Another member of a release group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Order">Its order.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="CanaryPercent">Its canary's share.</param>
/// <param name="Run">Number of its run.</param>
/// <param name="EndedAt">When that run ended; null while it goes on.</param>
public sealed record GroupMember(
    string Name,
    int Order,
    Phase Phase,
    decimal CanaryPercent,
    long Run,
    DateTimeOffset? EndedAt
);
