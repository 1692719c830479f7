using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Simulation;

/// <summary>Traffic of an imagined run: split exactly, failing and slow by chance.</summary>
internal sealed class ImaginedTraffic
{
    private readonly Imagined imagined;
    private readonly Random random;
    private readonly LatencyEdges edges = LatencyEdges.Standard;
    private readonly ImmutableArray<double> canaryChances;
    private readonly ImmutableArray<double> stableChances;
    private double requestsOwed;
    private double canaryOwed;
    private long canaryRequests;
    private long canaryErrors;

    public ImaginedTraffic(Imagined imagined, Random random)
    {
        (this.imagined, this.random) = (imagined, random);
        var latency = imagined.Latency ?? new LatencyModel(TimeSpan.FromMilliseconds(20));
        stableChances = latency.Chances(edges);
        canaryChances = latency.Slower(imagined.CanarySlowness).Chances(edges);
    }

    /// <summary>What comes in some time under an order.</summary>
    public TrafficBlock Block(TrafficOrder order, TimeSpan time, DateTimeOffset at)
    {
        requestsOwed += imagined.RequestsPerSecond * time.TotalSeconds;
        var requests = (long)requestsOwed;
        requestsOwed -= requests;
        var matched = order.Match.IsEmpty ? 0 : imagined.MatchedShare;
        canaryOwed += requests * (matched + (1 - matched) * (double)order.CanaryPercent / 100);
        var canary = Math.Min(requests, (long)canaryOwed);
        canaryOwed -= canary;
        var canaryArm = Arm(canary, imagined.CanaryErrors, canaryChances);
        canaryRequests += canaryArm.Requests;
        canaryErrors += canaryArm.Errors;
        return new TrafficBlock
        {
            At = at,
            Canary = canaryArm,
            Stable = Arm(requests - canary, imagined.StableErrors, stableChances),
            Edges = edges.Milliseconds,
        };
    }

    public RehearsedRun End(RehearsedEnd end, RunState state, TimeSpan time, TimeSpan exposed) =>
        new(end, state.Step, time, exposed, canaryRequests, canaryErrors, state.Reason);

    private ArmBlock Arm(long requests, double errors, ImmutableArray<double> chances)
    {
        var durations = new long[edges.Buckets];
        LatencyModel.Draw(random, requests, chances, durations);
        return new ArmBlock
        {
            Requests = requests,
            Errors = Binomial.Draw(random, requests, errors),
            Durations = ImmutableArray.Create(durations),
        };
    }
}
