using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Run;

/// <summary>What a runner sees of workload and edges. Used by one loop.</summary>
internal sealed class LiveSight(RunnerPorts ports)
{
    /// <summary>Blocks that are shown, and that are kept while a store cannot be written.</summary>
    private const int BlocksMax = 120;

    private DateTimeOffset? countedUntil;

    public TargetView Target { get; private set; } = new();

    public EdgesView Edges { get; private set; } = new();

    /// <summary>Blocks no stored state has counted.</summary>
    public ImmutableArray<TrafficBlock> Uncounted { get; private set; } = [];

    /// <summary>Blocks of the last moments.</summary>
    public ImmutableArray<TrafficBlock> Recent { get; private set; } = [];

    /// <summary>Why the edges cannot be seen; null when they can.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Looks at both.</summary>
    public async Task LookAsync(RolloutSpec spec, RunState state, CancellationToken cancellationToken)
    {
        Target = await LookAtTargetAsync(spec, state, cancellationToken);
        await LookAtTrafficAsync(spec, state, cancellationToken);
    }

    /// <summary>The state was read: whoever wrote it has counted blocks up to some time.</summary>
    public void Count(DateTimeOffset? until) => countedUntil = until;

    /// <summary>What was seen is counted.</summary>
    public void Counted() => Uncounted = [];

    private async Task<TargetView> LookAtTargetAsync(
        RolloutSpec spec,
        RunState state,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await ports.Target.LookAsync(spec, state, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            return new TargetView { Unknown = $"its workload cannot be looked at: {fault.Message}" };
        }
    }

    private async Task LookAtTrafficAsync(RolloutSpec spec, RunState state, CancellationToken cancellationToken)
    {
        try
        {
            var (edges, blocks) = await ports.Traffic.LookAsync(spec, state, cancellationToken);
            Edges = edges;
            Trouble = null;
            Recent = Last(Recent.AddRange(blocks));
            Uncounted = Last(Uncounted.AddRange(blocks));
            if (countedUntil is { } until)
                Uncounted = Uncounted.RemoveAll(block => block.At <= until);
            countedUntil = null;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Edges that cannot be seen have acknowledged nothing.
            Edges = new EdgesView();
            Trouble = $"its edges cannot be looked at: {fault.Message}";
        }
    }

    private static ImmutableArray<TrafficBlock> Last(ImmutableArray<TrafficBlock> blocks) =>
        blocks.Length <= BlocksMax ? blocks : blocks[^BlocksMax..];
}
