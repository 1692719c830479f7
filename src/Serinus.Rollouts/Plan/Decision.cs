using System.Collections.Immutable;

namespace Serinus.Rollouts.Plan;

/// <summary>What is to be: stored first, then acted on. Acting on it twice does the same as once.</summary>
/// <param name="State">What is remembered from now on.</param>
/// <param name="Target">What the workload is to become.</param>
/// <param name="LookAgainAt">When there is something to decide even if nothing changes; null when there is not.</param>
public sealed record Decision(RunState State, TargetOrder Target, DateTimeOffset? LookAgainAt)
{
    /// <summary>What became of the commands of the observation, in their order. One that has none is to come again.</summary>
    public ImmutableArray<CommandOutcome> Outcomes { get; init; } = [];

    /// <summary>Answers of the observation that were used, as <c>metric:name</c> and <c>hook:name</c>: what is wanted again has to be asked again.</summary>
    public ImmutableArray<string> Used { get; init; } = [];
}
