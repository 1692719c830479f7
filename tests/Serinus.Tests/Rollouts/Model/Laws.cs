using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Steps;
using Serinus.Tests.Rollouts.Plan;

namespace Serinus.Tests.Rollouts.Model;

/// <summary>What holds for every decision, whatever happens. It watches a world and fails at the first decision that breaks a law.</summary>
internal sealed class Laws
{
    private readonly World world;
    private readonly Ledger ledger = new();
    private readonly HashSet<string> ids = [];
    private readonly HashSet<(DateTimeOffset At, string Run, NewsKind Kind, string Text)> told = [];
    private decimal highest;
    private DateTimeOffset promotingAt;

    public Laws(World world)
    {
        this.world = world;
        world.Decided = Check;
    }

    private void Check(RunState before, Observation seen, Decision decision)
    {
        var after = decision.State;
        ledger.See(world.Spec, before, seen, decision, world.Now);
        OneRunAtATime(before, after);
        NoMoreThanThePlan(before, after);
        NothingRisesUnearned(before, seen, decision);
        NothingIsPromotedUnearned(before, seen, decision);
        NothingMovesWhileItStandsStill(before, seen, decision);
        WhatFailedGetsNothing(after);
        AbortIsDoneAtOnce(seen, decision);
        OrdersAreNumbered(before, after);
        NewsAreToldOnce(before, after);
        SomebodyLooksAgain(decision);
        ledger.Follow(after);
    }

    private static void OneRunAtATime(RunState before, RunState after)
    {
        Assert.InRange(after.Run, before.Run, before.Run + 1);
        if (after.Run > before.Run)
            Assert.False(before.IsRunning, "a run began while another went on");
        else if (before.IsRunning)
            Assert.Equal(before.Revision, after.Revision);
    }

    private void NoMoreThanThePlan(RunState before, RunState after)
    {
        if (after.Run != before.Run || !after.IsRunning)
            highest = 0;
        var plan = StepPlan.Of(world.Spec.Analysis);
        if (after.PlanKey == plan.Key)
            highest = Math.Max(highest, plan.Steps.Select(step => step.Percent).DefaultIfEmpty().Max());
        if (after is not { IsRunning: true, Phase: Phase.Waiting or Phase.Progressing or Phase.WaitingPromotion })
            return;
        Assert.InRange(after.Traffic.CanaryPercent, 0, highest);
        if (after.StepStartedAt is not null && after.PlanKey == plan.Key)
            Assert.Equal(plan[after.Step].Percent, after.Traffic.CanaryPercent);
    }

    private void NothingRisesUnearned(RunState before, Observation seen, Decision decision)
    {
        var after = decision.State;
        var isMatchNew = !after.Traffic.Match.IsEmpty && before.Traffic.Match.IsEmpty;
        if (after.Traffic.CanaryPercent <= before.Traffic.CanaryPercent && !isMatchNew)
            return;
        Assert.True(after.Run == before.Run, "a run begins with weight");
        Assert.True(
            seen.Target.Canary.IsReady || after.Phase is not Phase.Progressing,
            "a canary that is not ready got more"
        );
        Assert.Null(seen.Target.Unknown);
        if (after.Phase != Phase.Progressing || Skips(before, decision))
            return;
        Assert.Equal(before.StepStartedAt is null ? before.Step : before.Step + 1, after.Step);
        Earned(before, "it got more");
        foreach (var hook in Hooks(HookKind.ConfirmTrafficIncrease))
            Assert.True(seen.Hooks.GetValueOrDefault(hook.Name)?.IsPassed, "more without consent");
        if (!world.Spec.DeployWindows.IsEmpty)
        {
            var isOpen =
                TimeOnly.FromTimeSpan(world.Now.TimeOfDay) is var time
                && world.Spec.DeployWindows.Any(window => window.From <= time && time < window.To);
            Assert.True(isOpen || before.IsWindowOverridden || seen.Commands.Length > 0, "more outside of its window");
        }

        if (world.Spec.Group is { } group)
            Assert.DoesNotContain(
                seen.Group,
                member =>
                    member is { Phase: Phase.Progressing, EndedAt: null }
                    && member.Order < group.Order
                    && member.CanaryPercent < after.Traffic.CanaryPercent
            );
    }

    private void NothingIsPromotedUnearned(RunState before, Observation seen, Decision decision)
    {
        var after = decision.State;
        if (after.Phase == Phase.Promoting && before.Phase != Phase.Promoting)
        {
            promotingAt = world.Now;
            var isAgain = before is { Phase: Phase.Failed, Result: RunResult.PromotionFailed };
            if (!isAgain && !Skips(before, decision))
            {
                var plan = StepPlan.Of(world.Spec.Analysis);
                Assert.Equal((plan.Key, plan.Count - 1), (before.PlanKey, before.Step));
                Earned(before, "it was promoted");
                foreach (var hook in Hooks(HookKind.ConfirmPromotion))
                    Assert.True(seen.Hooks.GetValueOrDefault(hook.Name)?.IsPassed, "promoted without consent");
            }
        }

        if (after.StableRevision == before.StableRevision || before.Phase == Phase.Initializing)
            return;
        if (after.Phase == Phase.Failed)
        {
            Assert.Contains(seen.Commands, command => command.Verb == CommandVerb.Undo);
            return;
        }

        Assert.Equal((Phase.Promoting, before.Revision), (before.Phase, after.StableRevision));
        Assert.True(after.IsBaked);
        Assert.False(world.Spec.Suspend);
        if (before.HasPrimary)
            Assert.True(seen.Target is { IsPromoted: true, Primary.IsReady: true }, "stable is not the new version");
        Assert.True(world.Now >= promotingAt);
    }

    private void NothingMovesWhileItStandsStill(RunState before, Observation seen, Decision decision)
    {
        var after = decision.State;
        var isHeld = world.Spec.Suspend || before.Paused is not null || seen.Target.Unknown is not null;
        if (!isHeld || seen.Target.IsRemoved || seen.Commands.Length > 0 || !after.IsRunning)
            return;
        if (after.Run == before.Run)
            Assert.Equal(before.Traffic.CanaryPercent, after.Traffic.CanaryPercent);
        else
            Assert.False(after.Traffic.SendsRequests);
    }

    private static void WhatFailedGetsNothing(RunState after)
    {
        if (after.Result is RunResult.RolledBack or RunResult.Superseded)
            Assert.Equal(
                (0, true, 0),
                (after.Traffic.CanaryPercent, after.Traffic.Match.IsEmpty, after.Traffic.MirrorPercent)
            );
    }

    private static void AbortIsDoneAtOnce(Observation seen, Decision decision)
    {
        var isAborted = seen.Commands.Any(command =>
            command.Verb == CommandVerb.Abort
            && decision.Outcomes.FirstOrDefault(outcome => outcome.Id == command.Id)
                is { IsAccepted: true, Text: not "was carried out before" }
        );
        if (isAborted)
            Assert.False(decision.State.Traffic.SendsRequests || decision.State.IsRunning, "an abort left something");
    }

    private static void OrdersAreNumbered(RunState before, RunState after)
    {
        Assert.True(after.Traffic.Generation >= before.Traffic.Generation);
        if (after.Traffic.Generation == before.Traffic.Generation)
            Assert.Equal(before.Traffic, after.Traffic);
    }

    private void NewsAreToldOnce(RunState before, RunState after)
    {
        var news = Ledger.News(before, after).ToArray();
        Assert.Equal(after.NewsNumber - before.NewsNumber, news.Length);
        foreach (var one in news)
        {
            Assert.True(ids.Add(one.Id), $"{one.Id} was told before");
            // Whoever asks twice hears twice.
            if (one.Actor is null)
                Assert.True(
                    told.Add((one.At, one.Id.Split('/')[1], one.Kind, one.Text)),
                    $"said twice at once: {one.Text}"
                );
        }
    }

    private void SomebodyLooksAgain(Decision decision)
    {
        var isHeld = world.Spec.Suspend || decision.State.Paused is not null || !world.Spec.DeployWindows.IsEmpty;
        if (decision.State.IsRunning && !isHeld && !world.Target.IsRemoved)
            Assert.True(decision.LookAgainAt is not null, $"nobody looks again: {decision.State.Reason}");
    }

    private void Earned(RunState before, string what)
    {
        var missing = ledger.Missing(world.Spec, before);
        Assert.True(missing is null, $"{what} from step {before.Step} on, and {missing}");
    }

    private IEnumerable<HookSpec> Hooks(HookKind kind) => world.Spec.Analysis.Hooks.Where(hook => hook.Kind == kind);

    private bool Skips(RunState before, Decision decision) =>
        world.Spec.SkipAnalysis || before.SkipsChecks || decision.State.SkipsChecks;
}
