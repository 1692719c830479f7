using BenchmarkDotNet.Attributes;
using Serinus.Rollouts.Simulation;
using Serinus.Rollouts.Statistics;

namespace Serinus.Benchmarks.Rollouts;

/// <summary>What a block costs whoever plans a rollout: once a second for each metric.</summary>
[MemoryDiagnoser]
public class EvidenceBenchmarks
{
    private readonly LatencyEdges edges = LatencyEdges.With(
        Enumerable.Range(0, 14).Select(i => TimeSpan.FromMilliseconds(65 + 65 * i))
    );
    private MetricEvidence errors = MetricEvidence.Start(Guard.Errors());
    private MetricEvidence latency = null!;
    private long[] canary = null!;
    private long[] stable = null!;

    private static BlockPair Block { get; } = new(new ArmCounts(100, 1), new ArmCounts(900, 4));

    [GlobalSetup]
    public void Begin()
    {
        (canary, stable) = (new long[edges.Buckets], new long[edges.Buckets]);
        var chances = new LatencyModel(TimeSpan.FromMilliseconds(50)).Chances(edges);
        LatencyModel.Draw(new Random(1), 100, chances, canary);
        LatencyModel.Draw(new Random(2), 900, chances, stable);
        latency = MetricEvidence.Start(Guard.Latency(edges)).Add(canary, stable);
        errors = errors.Add(Block);
    }

    [Benchmark]
    public MetricEvidence A_block_of_errors() => errors.Add(Block);

    [Benchmark]
    public MetricEvidence A_block_of_latencies_at_most_edges() => latency.Add(canary, stable);

    [Benchmark]
    public StepVerdict A_verdict_in_words() =>
        Judge.Decide(new JudgeRules(), [errors, latency], new Traffic(1000, 0.1));
}
