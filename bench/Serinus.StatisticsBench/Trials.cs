using Serinus.Rollouts.Simulation;
using Serinus.Rollouts.Statistics;

namespace Serinus.StatisticsBench;

/// <summary>Runs of the same kind, each with a seed of its own, until something is proven.</summary>
internal static class Trials
{
    /// <summary>Requests of both arms in a block of every table.</summary>
    public const int BlockRequests = 1000;

    /// <summary>The first block after which each of several kinds of evidence is at its line, in requests; null when that is never.</summary>
    public static Row[] Rows(
        int runs,
        int seed,
        int blocksMax,
        Func<Random, Func<MetricEvidence, MetricEvidence>> draw,
        Guard guard,
        double line,
        params (string What, double? Wanted, Func<MetricEvidence, double> Log, double FoundMin)[] kinds
    )
    {
        var requests = new double?[kinds.Length][];
        for (var i = 0; i < kinds.Length; i++)
            requests[i] = new double?[runs];
        Parallel.For(
            0,
            runs,
            run =>
            {
                var evidence = MetricEvidence.Start(guard);
                var next = draw(new Random(seed * 100_003 + run));
                var open = kinds.Length;
                for (var block = 1; block <= blocksMax && open > 0; block++)
                {
                    evidence = next(evidence);
                    for (var i = 0; i < kinds.Length; i++)
                    {
                        if (requests[i][run] is not null || kinds[i].Log(evidence) < line)
                            continue;
                        requests[i][run] = (double)block * BlockRequests;
                        open--;
                    }
                }
            }
        );
        return
        [
            .. kinds.Select(
                (kind, i) =>
                {
                    var found = requests[i].OfType<double>().Order().ToArray();
                    return new Row(
                        kind.What,
                        kind.Wanted,
                        found.Length == 0 ? null : found[found.Length / 2],
                        (double)found.Length / runs,
                        kind.FoundMin
                    );
                }
            ),
        ];
    }

    /// <summary>Blocks of errors.</summary>
    public static Func<Random, Func<MetricEvidence, MetricEvidence>> Errors(double canary, double stable, double weight)
    {
        var canaryRequests = (long)Math.Round(BlockRequests * weight);
        return random =>
            evidence =>
                evidence.Add(
                    new BlockPair(
                        new ArmCounts(canaryRequests, Binomial.Draw(random, canaryRequests, canary)),
                        new ArmCounts(
                            BlockRequests - canaryRequests,
                            Binomial.Draw(random, BlockRequests - canaryRequests, stable)
                        )
                    )
                );
    }

    /// <summary>Blocks of latencies: the canary's are a factor longer, and a part of them is moved to 600 ms.</summary>
    public static Func<Random, Func<MetricEvidence, MetricEvidence>> Latencies(
        double slower,
        double moved,
        double weight
    )
    {
        var edges = LatencyEdges.Standard;
        var model = new LatencyModel(TimeSpan.FromMilliseconds(20));
        var stable = model.Chances(edges);
        var late = edges.BucketOf(600_000);
        var canary = model
            .Slower(slower)
            .Chances(edges)
            .Select((chance, i) => chance * (1 - moved) + (i == late ? moved : 0));
        var canaryChances = System.Collections.Immutable.ImmutableArray.CreateRange(canary);
        var canaryRequests = (long)Math.Round(BlockRequests * weight);
        return random =>
        {
            var (canaryBuckets, stableBuckets) = (new long[edges.Buckets], new long[edges.Buckets]);
            return evidence =>
            {
                LatencyModel.Draw(random, canaryRequests, canaryChances, canaryBuckets);
                LatencyModel.Draw(random, BlockRequests - canaryRequests, stable, stableBuckets);
                return evidence.Add(canaryBuckets, stableBuckets);
            };
        };
    }
}
