using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Simulation;

/// <summary>
/// Plays a rollout as it is asked for through the planner itself, in a time of its own: edges take every order at once, hooks and outside metrics
/// pass, and people consent as soon as they are asked. What is left to chance is the traffic.
/// </summary>
public static class Rehearsal
{
    private static readonly DateTimeOffset begin = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan blockMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan blockMax = TimeSpan.FromSeconds(10);

    // The planner looks once a second; more blocks an interval than this change nothing but the time it takes to play.
    private const int BlocksOfInterval = 60;

    /// <summary>Decisions that follow each other without any time; as in a runner.</summary>
    private const int AtOnceMax = 50;

    private static readonly TargetView target = new()
    {
        Revision = "new",
        StableRevision = "old",
        HasPrimary = false,
    };

    /// <summary>Plays it once. The same random numbers give the same run.</summary>
    public static RehearsedRun Play(Imagined imagined, Random random)
    {
        ArgumentNullException.ThrowIfNull(imagined);
        var spec = imagined.Spec with { DeployWindows = [], Group = null, Suspend = false };
        var traffic = new ImaginedTraffic(imagined, random);
        var block = BlockOf(spec.Analysis);
        var (state, now, last) = (new RunState(), begin, begin);
        var exposedAt = (DateTimeOffset?)null;
        var atOnce = 0;
        while (now - begin < imagined.TimeMax)
        {
            var decision = Planner.Next(spec, state, See(spec, state, traffic, now - last, now), now);
            last = now;
            state = decision.State with { Outbox = [] };
            if (state.Traffic.SendsRequests)
                exposedAt ??= now;
            if (state is { Run: > 0, IsRunning: false })
                break;
            if (state.Paused is not null && !WantsConsent(spec, state))
                return traffic.End(RehearsedEnd.Undecided, state, now - begin, now - (exposedAt ?? now));
            var rest = Rest(state, decision.LookAgainAt, block, now);
            atOnce = rest > TimeSpan.Zero ? 0 : atOnce + 1;
            now += atOnce > AtOnceMax ? blockMin : rest;
        }

        var end = state.Result switch
        {
            RunResult.Promoted => RehearsedEnd.Promoted,
            RunResult.None => RehearsedEnd.Undecided,
            _ => RehearsedEnd.RolledBack,
        };
        return traffic.End(end, state, now - begin, now - (exposedAt ?? now));
    }

    /// <summary>Plays it many times, on all processors. The same random numbers give the same runs.</summary>
    /// <param name="imagined">What is played.</param>
    /// <param name="runs">How often; 1 or more.</param>
    /// <param name="randomOf">The random numbers of a run, by its number from 0; asked on any thread.</param>
    public static ImmutableArray<RehearsedRun> Repeat(Imagined imagined, int runs, Func<int, Random> randomOf)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        return [.. Enumerable.Range(0, runs).AsParallel().AsOrdered().Select(run => Play(imagined, randomOf(run)))];
    }

    private static Observation See(
        RolloutSpec spec,
        RunState state,
        ImaginedTraffic traffic,
        TimeSpan time,
        DateTimeOffset now
    )
    {
        var wants = Planner.Wants(spec, state, target, now);
        return new Observation
        {
            Target = target,
            Edges = new EdgesView
            {
                Count = 1,
                Acknowledged = 1,
                Generation = state.Traffic.Generation,
            },
            Blocks = time > TimeSpan.Zero ? [traffic.Block(state.Traffic, time, now)] : [],
            Hooks = wants.Hooks.DistinctBy(hook => hook.Name).ToImmutableDictionary(hook => hook.Name, Answer),
            Measured = wants.Metrics.ToImmutableDictionary(metric => metric.Name, Good),
            Commands = WantsConsent(spec, state)
                ? [new Command($"consent {now.Ticks}", CommandVerb.Promote, "somebody")]
                : [],
        };
    }

    /// <summary>What people are asked for by the plan; what stands still for lack of data is none of it.</summary>
    private static bool WantsConsent(RolloutSpec spec, RunState state)
    {
        var plan = StepPlan.Of(spec.Analysis);
        return state is { IsRunning: true, Phase: Phase.Progressing, StepStartedAt: not null, IsStepDone: false }
            && state.Step < plan.Count
            && plan[state.Step] is { Kind: StepKind.Approval } or { Kind: StepKind.Pause, Duration: null };
    }

    private static HookAnswer Answer(HookSpec hook) =>
        hook.Kind == HookKind.Rollback ? new HookAnswer(false, "status 404") : new HookAnswer(true, "status 200");

    private static Measurement Good(MetricSpec metric) =>
        new()
        {
            Value = metric.Min ?? metric.Max ?? 0,
            Verdict = metric.Success is null && metric.Failure is null ? null : Verdict.Pass,
        };

    private static TimeSpan BlockOf(AnalysisSpec analysis)
    {
        var block = TimeSpan.FromSeconds(Math.Floor(analysis.Interval.TotalSeconds / BlocksOfInterval));
        return block < blockMin ? blockMin
            : block > blockMax ? blockMax
            : block;
    }

    private static TimeSpan Rest(RunState state, DateTimeOffset? lookAgainAt, TimeSpan block, DateTimeOffset now)
    {
        var rest = lookAgainAt is { } at ? at - now : block;
        // A planner that wants to look again at once has something to decide without any traffic in between.
        if (rest <= TimeSpan.Zero)
            return TimeSpan.Zero;
        return state.Traffic.SendsRequests || rest < block ? block : rest;
    }
}
