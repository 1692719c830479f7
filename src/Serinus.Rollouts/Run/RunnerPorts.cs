using System.Collections.Immutable;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Run;

/// <summary>Everything a runner looks at and acts through.</summary>
public sealed record RunnerPorts
{
    /// <summary>Where states are kept.</summary>
    public required IRolloutStore Store { get; init; }

    /// <summary>The workloads.</summary>
    public required ITarget Target { get; init; }

    /// <summary>The edges.</summary>
    public required ITraffic Traffic { get; init; }

    /// <summary>Outside services.</summary>
    public required IOutside Outside { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Whether this replica plans now. One that does not looks on, and reads the state anew when its turn comes.</summary>
    public Func<bool> MayPlan { get; init; } = () => true;

    /// <summary>The other members of a rollout's group.</summary>
    public Func<RolloutSpec, ImmutableArray<GroupMember>> Group { get; init; } = _ => [];

    /// <summary>Takes trouble for the log: the rollout, and a sentence that is new; an empty one when it is over.</summary>
    public Action<string, string> Report { get; init; } = (_, _) => { };

    /// <summary>How long evidence alone waits to be written. What it would be worth is lost when whoever plans ends before.</summary>
    public TimeSpan EvidenceEvery { get; init; } = TimeSpan.FromSeconds(5);
}
