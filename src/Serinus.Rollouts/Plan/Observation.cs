using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;

namespace Serinus.Rollouts.Plan;

/// <summary>What is seen before a decision.</summary>
public sealed record Observation
{
    /// <summary>The workload.</summary>
    public TargetView Target { get; init; } = new();

    /// <summary>What the edges do.</summary>
    public EdgesView Edges { get; init; } = new();

    /// <summary>Requests since the last look, block by block.</summary>
    public ImmutableArray<TrafficBlock> Blocks { get; init; } = [];

    /// <summary>Measurements that <see cref="Wants"/> asked for, by metric.</summary>
    public ImmutableDictionary<string, Measurement> Measured { get; init; } =
        ImmutableDictionary<string, Measurement>.Empty;

    /// <summary>Answers of hooks that <see cref="Wants"/> asked for, by the hook's name.</summary>
    public ImmutableDictionary<string, HookAnswer> Hooks { get; init; } = ImmutableDictionary<string, HookAnswer>.Empty;

    /// <summary>What somebody asks for.</summary>
    public ImmutableArray<Command> Commands { get; init; } = [];

    /// <summary>The other members of its release group.</summary>
    public ImmutableArray<GroupMember> Group { get; init; } = [];
}
