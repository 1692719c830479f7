using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;
using Serinus.Tests.Control;

namespace Serinus.Tests.Rollouts.Run;

/// <summary>
/// What outlives whoever plans: edges, a workload, hooks, people who are told. Every call of a port can be the last one of a process.
/// </summary>
internal sealed class Outer(FakeTime time) : ITarget, ITraffic, IOutside
{
    private static readonly ImmutableArray<double> DurationEdges = [10, 30, 100, 300, 1000];

    private DateTimeOffset lookedAt = time.GetUtcNow();
    private decimal owed;

    public TargetView Target { get; set; } =
        new()
        {
            Revision = "v1",
            StableRevision = "v1",
            HasPrimary = true,
        };

    /// <summary>Called as a port is called, with its name, and once more when it has done its work.</summary>
    public Action<string> Calling { get; set; } = _ => { };

    public TrafficOrder Ordered { get; private set; } = new();

    public List<decimal> Weights { get; } = [];

    public List<long> Generations { get; } = [];

    public List<string> Told { get; } = [];

    public List<string> Called { get; } = [];

    public List<TargetOrder> Acted { get; } = [];

    public double CanaryErrors { get; set; }

    public int RequestsPerSecond { get; set; } = 200;

    public string? TakenOut { get; set; }

    /// <summary>Answers hooks; passes when null.</summary>
    public Func<HookSpec, CancellationToken, Task<HookAnswer>>? Answer { get; set; }

    public Func<NewsItem, Task>? Telling { get; set; }

    public string? ActTrouble { get; set; }

    public Task<TargetView> LookAsync(RolloutSpec spec, RunState state, CancellationToken cancellationToken) =>
        Call("look at target", () => Target);

    public Task<string?> ActAsync(
        RolloutSpec spec,
        RunState state,
        TargetOrder order,
        CancellationToken cancellationToken
    ) =>
        Call(
            "act",
            () =>
            {
                Acted.Add(order);
                if (order == TargetOrder.Promote)
                    Target = Target with { IsPromoted = Target.Revision == state.Revision };
                if (order is TargetOrder.TakeDownCanary or TargetOrder.Revert)
                    Target = Target with { IsFinalised = true };
                return ActTrouble;
            }
        );

    public Task OrderAsync(RolloutSpec spec, RunState state, CancellationToken cancellationToken) =>
        Call(
            "order",
            () =>
            {
                Ordered = state.Traffic;
                if (Weights.Count == 0 || Weights[^1] != Ordered.CanaryPercent)
                    Weights.Add(Ordered.CanaryPercent);
                Generations.Add(Ordered.Generation);
                return true;
            }
        );

    Task<(EdgesView Edges, ImmutableArray<TrafficBlock> Blocks)> ITraffic.LookAsync(
        RolloutSpec spec,
        RunState state,
        CancellationToken cancellationToken
    ) =>
        Call(
            "look at traffic",
            () =>
                (
                    new EdgesView
                    {
                        Count = 1,
                        Acknowledged = 1,
                        Generation = Ordered.Generation,
                        TakenOut = TakenOut,
                    },
                    Requests()
                )
        );

    public Task<Measurement> MeasureAsync(
        RolloutSpec spec,
        RunState state,
        MetricSpec metric,
        CancellationToken cancellationToken
    ) => Call("measure", () => new Measurement { Value = 1 });

    public async Task<HookAnswer> CallAsync(
        RolloutSpec spec,
        RunState state,
        HookSpec hook,
        CancellationToken cancellationToken
    )
    {
        Calling("hook");
        Called.Add(hook.Name);
        var answer = Answer is null ? new HookAnswer(true, "200") : await Answer(hook, cancellationToken);
        Calling("hook done");
        return answer;
    }

    public async Task TellAsync(RolloutSpec spec, RunState state, NewsItem news, CancellationToken cancellationToken)
    {
        Calling("tell");
        if (Telling is not null)
            await Telling(news);
        Told.Add(news.Id);
        Calling("tell done");
    }

    public void Deploy(string revision) =>
        Target = Target with { Revision = revision, IsPromoted = false, IsFinalised = false };

    private Task<T> Call<T>(string name, Func<T> act)
    {
        try
        {
            Calling(name);
            var result = act();
            Calling(name + " done");
            return Task.FromResult(result);
        }
        catch (OperationCanceledException cancelled)
        {
            return Task.FromException<T>(cancelled);
        }
    }

    private ImmutableArray<TrafficBlock> Requests()
    {
        var now = time.GetUtcNow();
        var seconds = (int)(now - lookedAt).TotalSeconds;
        if (seconds == 0)
            return [];
        lookedAt = now;
        var all = RequestsPerSecond * seconds;
        owed += all * Ordered.CanaryPercent / 100;
        var canary = (long)Math.Floor(owed);
        owed -= canary;
        return
        [
            new TrafficBlock
            {
                At = now,
                Canary = Arm(canary, (long)(canary * CanaryErrors)),
                Stable = Arm(all - canary, 0),
                Edges = DurationEdges,
            },
        ];
    }

    private static ArmBlock Arm(long requests, long errors) =>
        new()
        {
            Requests = requests,
            Errors = errors,
            Durations = [0, requests, 0, 0, 0, 0],
        };
}
