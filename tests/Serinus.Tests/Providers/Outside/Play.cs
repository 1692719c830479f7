using System.Collections.Immutable;
using Serinus.Providers.Outside;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Providers.Outside;

/// <summary>
/// The planner with everything outside asked for real: edges that obey, a workload that is ready, and a clock that goes on by a second a
/// round. News are told as soon as they are decided.
/// </summary>
internal sealed class Play(RolloutSpec spec, OutsideServices outside)
{
    private readonly List<Command> commands = [];

    public RunState State { get; private set; } = new();

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);

    public List<NewsItem> News { get; } = [];

    /// <summary>Brings it to a run of a new version.</summary>
    public async Task<Play> StartAsync()
    {
        Target = Target with { Revision = "v1", StableRevision = "v1", HasPrimary = true };
        await RoundAsync();
        Target = Target with { Revision = "v2", IsPromoted = false, IsFinalised = false };
        return this;
    }

    private TargetView Target { get; set; } = new();

    public void Do(CommandVerb verb) => commands.Add(new Command($"c{News.Count}{Now:O}", verb, "ana"));

    /// <summary>Rounds until something holds, or an hour of its clock is over.</summary>
    public async Task UntilAsync(Func<RunState, bool> holds)
    {
        for (var i = 0; !holds(State); i++)
        {
            Assert.True(i < 3600, $"still {State.Phase}: {State.Reason}");
            await RoundAsync();
        }
    }

    public Task UntilAsync(Phase phase) => UntilAsync(state => state.Phase == phase);

    public async Task PassAsync(int seconds)
    {
        for (var until = Now.AddSeconds(seconds); Now < until; )
            await RoundAsync();
    }

    private async Task RoundAsync()
    {
        Now = Now.AddSeconds(1);
        var wants = Planner.Wants(spec, State, Target, Now);
        var measured = ImmutableDictionary.CreateBuilder<string, Measurement>();
        foreach (var metric in wants.Metrics)
            measured[metric.Name] = await outside.MeasureAsync(spec, State, metric, default);
        var hooks = ImmutableDictionary.CreateBuilder<string, HookAnswer>();
        foreach (var hook in wants.Hooks)
            hooks[hook.Name] = await outside.CallAsync(spec, State, hook, default);

        var before = State;
        var seen = new Observation
        {
            Target = Target,
            Edges = new EdgesView
            {
                Count = 1,
                Acknowledged = 1,
                Generation = State.Traffic.Generation,
            },
            Measured = measured.ToImmutable(),
            Hooks = hooks.ToImmutable(),
            Commands = [.. commands],
        };
        commands.Clear();
        var decision = Planner.Next(spec, State, seen, Now);
        State = decision.State;
        foreach (var news in State.Outbox.Where(one => !before.Outbox.Contains(one)))
        {
            News.Add(news);
            await outside.TellAsync(spec, State, news, default);
        }

        Target = decision.Target switch
        {
            TargetOrder.Promote => Target with { IsPromoted = true },
            TargetOrder.TakeDownCanary => Target with { IsFinalised = true },
            _ => Target,
        };
    }
}
