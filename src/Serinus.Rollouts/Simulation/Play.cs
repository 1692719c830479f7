using System.Collections.Immutable;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Simulation;

/// <summary>One imagined rollout while it is played.</summary>
internal sealed class Play
{
    private readonly Scenario scenario;
    private readonly Random random;
    private readonly ImmutableArray<double> canaryChances = [];
    private readonly ImmutableArray<double> stableChances = [];
    private readonly long[] canaryBuckets = [];
    private readonly long[] stableBuckets = [];
    private readonly MetricEvidence[] metrics;
    private double requestsOwed;
    private double canaryOwed;
    private BlockPair totals;
    private long blocks;

    public Play(Scenario scenario, Random random)
    {
        this.scenario = scenario;
        this.random = random;
        metrics = [MetricEvidence.Start(scenario.Errors)];
        if (scenario.Latency is not { } latency)
            return;
        var edges = scenario.Latencies.Edges!;
        metrics = [.. metrics, MetricEvidence.Start(scenario.Latencies)];
        stableChances = latency.Chances(edges);
        canaryChances = latency.Slower(scenario.CanarySlowness).Chances(edges);
        canaryBuckets = new long[edges.Buckets];
        stableBuckets = new long[edges.Buckets];
    }

    /// <summary>Counts of errors so far.</summary>
    public BlockPair Totals => totals;

    public void NextStep()
    {
        for (var i = 0; i < metrics.Length; i++)
            metrics[i] = metrics[i].NextStep(scenario.Rules, scenario.SafetyAnew);
    }

    /// <summary>One block of traffic at this weight, and what the judge says after it.</summary>
    public Verdict Block(double weight)
    {
        requestsOwed += scenario.RequestsPerSecond * scenario.Block.TotalSeconds;
        var requests = (long)requestsOwed;
        requestsOwed -= requests;
        // The split is exact over any window: fractions of a request are carried, not drawn.
        canaryOwed += requests * weight;
        var canary = Math.Min(requests, (long)canaryOwed);
        canaryOwed -= canary;

        var block = new BlockPair(
            new ArmCounts(canary, Binomial.Draw(random, canary, scenario.CanaryErrors)),
            new ArmCounts(requests - canary, Binomial.Draw(random, requests - canary, scenario.StableErrors))
        );
        metrics[0] = metrics[0].Add(block);
        if (metrics.Length > 1)
        {
            LatencyModel.Draw(random, canary, canaryChances, canaryBuckets);
            LatencyModel.Draw(random, requests - canary, stableChances, stableBuckets);
            metrics[1] = metrics[1].Add(canaryBuckets, stableBuckets);
        }

        totals += block;
        blocks++;
        return Judge.Look(scenario.Rules, metrics);
    }

    public Outcome End(Verdict verdict, int step) =>
        new(verdict, step, totals.Requests, totals.Canary.Requests, totals.Canary.Bad, scenario.Block * blocks);
}
