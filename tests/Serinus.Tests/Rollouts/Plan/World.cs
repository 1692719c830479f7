using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

/// <summary>
/// Everything around a planner, in one thread and with a clock of its own: edges that do as they are told, a canary that becomes ready, hooks,
/// metrics and users. Each <see cref="Tick"/> is what a runner does once: look, ask, decide, act.
/// </summary>
internal sealed class World
{
    private readonly List<Command> commands = [];
    private decimal owed;
    private double canaryErrorsOwed;
    private double stableErrorsOwed;
    private int commandNumber;

    public World(RolloutSpec spec)
    {
        Spec = spec;
        Target = new TargetView
        {
            Revision = "v1",
            StableRevision = "v1",
            HasPrimary = true,
        };
    }

    public static DateTimeOffset Begin { get; } = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);

    public RolloutSpec Spec { get; set; }

    public RunState State { get; set; } = new();

    public TargetView Target { get; set; }

    public DateTimeOffset Now { get; set; } = Begin;

    public int EdgeCount { get; set; } = 1;

    /// <summary>Edges that do not take orders.</summary>
    public int EdgesBehind { get; set; }

    public string? TakenOut { get; set; }

    /// <summary>The generation edges have while it is above what is ordered: that of a state that was lost.</summary>
    public long GenerationSeen { get; set; }

    public bool UndoWorks { get; set; } = true;

    /// <summary>Why the target cannot go back; null when it can.</summary>
    public string? UndoTrouble { get; set; }

    public double RequestsPerSecond { get; set; } = 200;

    /// <summary>Percent of requests that match, where matched ones go to the canary.</summary>
    public decimal MatchedPercent { get; set; }

    public double CanaryErrors { get; set; }

    public double StableErrors { get; set; }

    /// <summary>Duration in milliseconds of all of an arm's requests.</summary>
    public double CanaryDuration { get; set; } = 20;

    public double StableDuration { get; set; } = 20;

    /// <summary>What hooks answer, by name; those that are not named pass.</summary>
    public Dictionary<string, bool> Hooks { get; } = [];

    /// <summary>Hooks that do not answer.</summary>
    public HashSet<string> Silent { get; } = [];

    /// <summary>What outside metrics give, by name.</summary>
    public Dictionary<string, Measurement> Metrics { get; } = [];

    public ImmutableArray<GroupMember> Group { get; set; } = [];

    /// <summary>Hooks in the order they were called.</summary>
    public List<string> Called { get; } = [];

    /// <summary>Metrics in the order they were measured.</summary>
    public List<string> MeasuredNames { get; } = [];

    public List<NewsItem> News { get; } = [];

    public List<CommandOutcome> Outcomes { get; } = [];

    /// <summary>Shares ordered, in their order, without repetitions.</summary>
    public List<decimal> Weights { get; } = [];

    public List<(Phase Phase, TargetOrder Order)> Orders { get; } = [];

    public Decision? Last { get; private set; }

    /// <summary>Applied to the state between two ticks, such as what a restart does to it.</summary>
    public Func<RunState, RunState> Between { get; set; } = state => state;

    /// <summary>Called with every decision: what was remembered before, what was seen, what was decided.</summary>
    public Action<RunState, Observation, Decision> Decided { get; set; } = (_, _, _) => { };

    private static readonly ImmutableArray<double> Edges = [10, 30, 100, 300, 1000];

    /// <summary>The target becomes another version; a canary that was ready stays so.</summary>
    public void Deploy(string revision) =>
        Target = Target with { Revision = revision, IsPromoted = false, IsFinalised = false };

    public CommandOutcome Do(CommandVerb verb, string? argument = null, string? id = null)
    {
        var command = Submit(verb, argument, id);
        Tick();
        // An undo is answered when the target has shown whether it can.
        while (commands.Contains(command))
            Tick(waits: true);
        return Outcomes.Last(outcome => outcome.Id == command.Id);
    }

    /// <summary>Somebody asks for something that the next look takes.</summary>
    public Command Submit(CommandVerb verb, string? argument = null, string? id = null)
    {
        commands.Add(new Command(id ?? $"c{++commandNumber}", verb, "ana", argument));
        return commands[^1];
    }

    /// <summary>One look and one decision; a second passes before it when nothing has to be decided at once.</summary>
    public void Tick(bool waits = false)
    {
        if (waits)
            Now += TimeSpan.FromSeconds(1);
        State = Between(State);
        var wants = Planner.Wants(Spec, State, Target, Now);
        var seen = See(wants, waits ? Users() : []);
        var decision = Planner.Next(Spec, State, seen, Now);
        commands.RemoveAll(command => decision.Outcomes.Any(outcome => outcome.Id == command.Id));
        Last = decision;
        Decided(State, seen, decision);
        foreach (var news in decision.State.Outbox.Where(one => !State.Outbox.Contains(one)))
            News.Add(news);
        State = decision.State;
        Outcomes.AddRange(decision.Outcomes);
        if (Weights.Count == 0 || Weights[^1] != State.Traffic.CanaryPercent)
            Weights.Add(State.Traffic.CanaryPercent);
        if (Orders.Count == 0 || Orders[^1] != (State.Phase, decision.Target))
            Orders.Add((State.Phase, decision.Target));
        Act(decision.Target);
    }

    /// <summary>Lets time pass, a second at a time; what has to be decided at once is.</summary>
    public void Pass(TimeSpan time)
    {
        for (var until = Now + time; Now < until; )
        {
            Tick(waits: true);
            Settle();
        }
    }

    /// <summary>Lets time pass until something holds.</summary>
    public TimeSpan Until(Func<World, bool> holds, double minutesMax = 120)
    {
        var began = Now;
        Settle();
        while (!holds(this))
        {
            Assert.True(Now - began < TimeSpan.FromMinutes(minutesMax), $"still {State.Phase}: {State.Reason}");
            Tick(waits: true);
            Settle(holds);
        }

        return Now - began;
    }

    public TimeSpan Until(Phase phase) => Until(world => world.State.Phase == phase);

    /// <summary>Brings it to a run of a new version that is about to get its first weight.</summary>
    public World Started(string revision = "v2")
    {
        Settle();
        Deploy(revision);
        Tick();
        return this;
    }

    private void Settle(Func<World, bool>? holds = null)
    {
        for (var i = 0; i < 50 && (Last is null || Last.LookAgainAt <= Now); i++)
        {
            if (holds?.Invoke(this) == true)
                return;
            Tick();
        }
    }

    private Observation See(Wants wants, ImmutableArray<TrafficBlock> blocks)
    {
        var hooks = ImmutableDictionary.CreateBuilder<string, HookAnswer>();
        foreach (var hook in wants.Hooks)
        {
            Called.Add(hook.Name);
            if (Silent.Contains(hook.Name))
                continue;
            var passes = Hooks.GetValueOrDefault(hook.Name, true);
            hooks[hook.Name] = new HookAnswer(passes, passes ? "200" : "403");
        }

        var measured = ImmutableDictionary.CreateBuilder<string, Measurement>();
        foreach (var metric in wants.Metrics)
        {
            MeasuredNames.Add(metric.Name);
            measured[metric.Name] = Metrics.GetValueOrDefault(metric.Name) ?? new Measurement();
        }

        return new Observation
        {
            Target = State.UndoTo is null ? Target : Target with { UndoTrouble = UndoTrouble },
            Edges = new EdgesView
            {
                Count = EdgeCount,
                Acknowledged = EdgeCount - EdgesBehind,
                Generation = Math.Max(State.Traffic.Generation, GenerationSeen),
                TakenOut = TakenOut,
            },
            Blocks = blocks,
            Hooks = hooks.ToImmutable(),
            Measured = measured.ToImmutable(),
            Commands = [.. commands],
            Group = Group,
        };
    }

    /// <summary>What users do in a second: shares exact, errors as even as whole numbers allow.</summary>
    private ImmutableArray<TrafficBlock> Users()
    {
        var matched = State.Traffic.Match.IsEmpty ? 0 : MatchedPercent;
        var share = matched + (100 - matched) * State.Traffic.CanaryPercent / 100;
        owed += (decimal)RequestsPerSecond * (share / 100);
        var canary = Math.Floor(owed);
        owed -= canary;
        return
        [
            new TrafficBlock
            {
                At = Now,
                Canary = Arm((long)canary, CanaryErrors, CanaryDuration, ref canaryErrorsOwed),
                Stable = Arm(
                    (long)RequestsPerSecond - (long)canary,
                    StableErrors,
                    StableDuration,
                    ref stableErrorsOwed
                ),
                Edges = Edges,
            },
        ];
    }

    private static ArmBlock Arm(long requests, double errorRate, double duration, ref double owed)
    {
        owed += requests * errorRate;
        var errors = (long)Math.Floor(owed);
        owed -= errors;
        var durations = new long[Edges.Length + 1];
        durations[Edges.Count(edge => edge < duration)] = requests;
        return new ArmBlock
        {
            Requests = requests,
            Errors = errors,
            Durations = [.. durations],
        };
    }

    private void Act(TargetOrder order)
    {
        switch (order)
        {
            case TargetOrder.Promote when Target.HasPrimary:
                Target = Target with { IsPromoted = Target.Revision == State.Revision };
                break;
            case TargetOrder.TakeDownCanary or TargetOrder.Revert:
                Target = Target with { IsFinalised = true };
                break;
            case TargetOrder.Undo when UndoWorks:
                Deploy(State.UndoTo!);
                break;
        }
    }
}
