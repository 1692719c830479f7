using System.Collections.Immutable;
using System.Globalization;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>A decision while it is made: what is seen, and the state as it becomes. Used by one thread, once.</summary>
internal sealed class Draft(RolloutSpec spec, RunState state, Observation seen, DateTimeOffset now)
{
    /// <summary>Entries of a run's timeline; the oldest but the first go.</summary>
    internal const int TimelineMax = 200;

    /// <summary>News that wait to be told; the oldest go.</summary>
    internal const int OutboxMax = 64;

    private readonly ImmutableArray<CommandOutcome>.Builder outcomes = ImmutableArray.CreateBuilder<CommandOutcome>();
    private readonly ImmutableArray<string>.Builder used = ImmutableArray.CreateBuilder<string>();
    private DateTimeOffset? lookAgainAt;

    public RolloutSpec Spec => spec;

    public Observation Seen => seen;

    public DateTimeOffset Now => now;

    public StepPlan Plan { get; } = StepPlan.Of(spec.Analysis);

    public RunState State { get; set; } = state;

    /// <summary>Why the requests seen prove that the canary does harm; null when they do not.</summary>
    public string? Harm { get; set; }

    /// <summary>Whether a run goes on.</summary>
    public bool IsRunning => State.IsRunning;

    /// <summary>Whether the rest of the run needs no checks.</summary>
    public bool SkipsChecks => spec.SkipAnalysis || State.SkipsChecks;

    /// <summary>Whether every edge that serves has the traffic that was ordered.</summary>
    public bool IsProgrammed =>
        seen.Edges.Count > 0
        && seen.Edges.Generation == State.Traffic.Generation
        && seen.Edges.Acknowledged >= seen.Edges.Count;

    public Decision Decide() =>
        new(State, TargetOrders.For(State), lookAgainAt)
        {
            Outcomes = outcomes.ToImmutable(),
            Used = used.ToImmutable(),
        };

    /// <summary>There is something to decide at this time at the latest.</summary>
    public void LookAt(DateTimeOffset? at)
    {
        if (at is { } time && (lookAgainAt is null || time < lookAgainAt))
            lookAgainAt = time;
    }

    /// <summary>Why it stands where it stands.</summary>
    public void Because(string reason) => State = State with { Reason = reason };

    /// <summary>Something happened that people hear of.</summary>
    public void Tell(NewsKind kind, NewsSeverity severity, string text, string? actor = null)
    {
        var number = State.NewsNumber + 1;
        var news = new NewsItem
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{spec.Name}/{State.Run}/{number}"),
            At = now,
            Kind = kind,
            Severity = severity,
            Text = text,
            Actor = actor,
        };
        State = State with
        {
            NewsNumber = number,
            Reason = text,
            Outbox = Bounded(State.Outbox, OutboxMax - 1, keepFirst: false).Add(news),
            Timeline = Bounded(State.Timeline, TimelineMax - 1, keepFirst: true)
                .Add(new TimelineEntry(now, kind, text, actor)),
        };
    }

    /// <summary>The same, but once in a step; the reason is renewed each time.</summary>
    public void TellOnce(string key, NewsKind kind, NewsSeverity severity, string text)
    {
        if (State.Said.Contains(key))
        {
            Because(text);
            return;
        }

        State = State with { Said = State.Said.Add(key) };
        Tell(kind, severity, text);
    }

    /// <summary>Another phase begins.</summary>
    public void Enter(Phase phase)
    {
        if (State.Phase != phase)
            State = State with { Phase = phase, PhaseChangedAt = now };
    }

    /// <summary>Other traffic from now on; its generation rises when it differs, or when edges have a higher one than is remembered.</summary>
    /// <param name="wanted">The traffic; its generation is set here.</param>
    /// <param name="anyway">Whether it is another order even if it says the same.</param>
    public void Order(TrafficOrder wanted, bool anyway = false)
    {
        var current = State.Traffic;
        var isNewer = seen.Edges.Generation > current.Generation;
        if (
            anyway
            || isNewer
            || current.Generation == 0
            || !Same(wanted with { Generation = current.Generation }, current)
        )
        {
            var generation = Math.Max(current.Generation, seen.Edges.Generation) + 1;
            State = State with { Traffic = wanted with { Generation = generation }, IsDrained = false };
        }
    }

    /// <summary>The canary gets nothing; or what stable has no pods for, where those are to follow its requests.</summary>
    public void OrderNothing()
    {
        var current = State.Traffic;
        var left = spec.Scaling.DynamicStable
            ? Math.Min(current.CanaryPercent, Math.Max(0, Math.Ceiling(100 - seen.Target.StableCapacity)))
            : 0;
        Order(
            left == 0
                ? new TrafficOrder()
                : new TrafficOrder
                {
                    CanaryPercent = left,
                    CanaryReplicas = current.CanaryReplicas,
                    CanaryScale = current.CanaryScale,
                }
        );
    }

    public void Outcome(string command, bool isAccepted, string text) =>
        outcomes.Add(new CommandOutcome(command, isAccepted, text));

    /// <summary>The answer of a hook; null while there is none. It is used up.</summary>
    public HookAnswer? Answer(HookSpec hook)
    {
        if (!seen.Hooks.TryGetValue(hook.Name, out var answer))
            return null;
        Use("hook:" + hook.Name);
        return answer;
    }

    /// <summary>Notes that an answer was used.</summary>
    public void Use(string answer)
    {
        if (!used.Contains(answer))
            used.Add(answer);
    }

    private static bool Same(TrafficOrder left, TrafficOrder right) =>
        left with { Match = right.Match } == right && Matches.Same(left.Match, right.Match);

    private static ImmutableArray<T> Bounded<T>(ImmutableArray<T> items, int max, bool keepFirst)
    {
        while (items.Length > max)
            items = items.RemoveAt(keepFirst ? 1 : 0);
        return items;
    }
}
