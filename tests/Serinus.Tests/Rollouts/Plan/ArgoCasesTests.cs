using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

/// <summary>What users of Argo Rollouts expect of a run, case by case.</summary>
public class ArgoCasesTests
{
    /// <summary>Case 33.</summary>
    [Fact]
    public void A_pause_without_end_waits_for_promote_and_promote_full_needs_nothing_more()
    {
        var world = Started(
            Given.Steps(
                new StepSpec.SetWeight(20),
                new StepSpec.Pause(null),
                new StepSpec.SetWeight(40),
                new StepSpec.Pause(null),
                new StepSpec.SetWeight(80),
                new StepSpec.Pause(null)
            )
        );
        world.Until(w => w.State.Paused is not null);
        world.Pass(TimeSpan.FromHours(3));
        Assert.Equal(20, world.State.Traffic.CanaryPercent);

        Assert.True(world.Do(CommandVerb.Promote).IsAccepted);
        world.Until(w => w.State.Paused is not null);
        Assert.Equal(40, world.State.Traffic.CanaryPercent);

        Assert.True(world.Do(CommandVerb.PromoteFull).IsAccepted);
        Assert.True(world.Until(Phase.Succeeded) < TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(80, world.Weights);
    }

    /// <summary>Case 33: the same command that comes twice is carried out once.</summary>
    [Fact]
    public void A_command_that_comes_again_is_not_carried_out_again()
    {
        var world = Started(
            Given.Steps(
                new StepSpec.SetWeight(20),
                new StepSpec.Pause(null),
                new StepSpec.SetWeight(40),
                new StepSpec.Pause(null)
            )
        );
        world.Until(w => w.State.Paused is not null);
        world.Do(CommandVerb.Promote, id: "one");
        world.Until(w => w.State.Paused is not null);

        world.Do(CommandVerb.Promote, id: "one");
        world.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(40, world.State.Traffic.CanaryPercent);
        Assert.NotNull(world.State.Paused);
    }

    /// <summary>Case 34.</summary>
    [Fact]
    public void A_pause_longer_than_the_progress_deadline_is_no_failure()
    {
        var world = Started(
            Given.Steps(new StepSpec.SetWeight(20), new StepSpec.Pause(TimeSpan.FromSeconds(30))) with
            {
                ProgressDeadline = TimeSpan.FromSeconds(5),
            }
        );
        world.Until(w => w.State.Traffic.CanaryPercent == 20);

        Assert.InRange(world.Until(w => w.State.Phase == Phase.Promoting).TotalSeconds, 29, 33);
    }

    /// <summary>Case 35.</summary>
    [Fact]
    public void Abort_at_a_pause_goes_to_zero_and_retry_begins_at_the_first_step()
    {
        var world = Started(
            Given.Steps(new StepSpec.SetWeight(20), new StepSpec.SetWeight(60), new StepSpec.Pause(null))
        );
        world.Until(w => w.State.Paused is not null);

        world.Do(CommandVerb.Abort);
        Assert.Equal((Phase.Failed, 0m), (world.State.Phase, world.State.Traffic.CanaryPercent));
        world.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(TargetOrder.TakeDownCanary, world.Last!.Target);

        world.Do(CommandVerb.Retry);
        world.Until(w => w.State.Paused is not null);
        Assert.Equal([0, 20, 60, 0, 20, 60], world.Weights);
    }

    /// <summary>Case 41: within the window no steps and no checks, but the canary has to be ready.</summary>
    [Fact]
    public void Going_back_within_the_rollback_window_needs_no_steps()
    {
        var spec = Given.Spec(Given.StepWeight(10, 50)) with { RollbackRevisions = 1 };
        var world = Started(spec);
        world.Until(Phase.Succeeded);
        world.Weights.Clear();

        world.Target = world.Target with { Canary = new Readiness(false, true, "starts") };
        world.Deploy("v1");
        world.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal([0], world.Weights);
        world.Target = world.Target with { Canary = Readiness.Ready };
        Assert.True(world.Until(Phase.Succeeded) < TimeSpan.FromSeconds(10));

        Assert.Equal("v1", world.State.StableRevision);
        Assert.DoesNotContain(10, world.Weights);
    }

    /// <summary>Case 43: a header route at weight 0 ends with the run, however it ends.</summary>
    [Theory]
    [InlineData(CommandVerb.Abort)]
    [InlineData(CommandVerb.PromoteFull)]
    [InlineData(null)]
    public void A_header_route_ends_with_the_run(CommandVerb? verb)
    {
        var world = Started(
            Given.Steps(
                new StepSpec.SetCanaryScale(1, null),
                new StepSpec.SetHeaderRoute([Given.Header("x-canary", "yes")]),
                new StepSpec.Pause(null)
            )
        );
        world.Until(w => w.State.Paused is not null);
        Assert.Equal(
            (0m, 1, 1),
            (world.State.Traffic.CanaryPercent, world.State.Traffic.Match.Length, world.State.Traffic.CanaryReplicas)
        );

        // The canary of a newer version is not ready yet, or its own run would route headers again.
        world.Target = world.Target with
        {
            Canary = new Readiness(verb is not null, true, "starts"),
        };
        if (verb is { } asked)
            world.Do(asked);
        else
            world.Deploy("v3");
        // A promotion gives edges a moment to know the pods of stable.
        world.Pass(TimeSpan.FromSeconds(5));

        Assert.Empty(world.State.Traffic.Match);
    }

    /// <summary>Case 46: whoever goes on from what was stored resumes the same step with the same evidence.</summary>
    [Fact]
    public void After_a_restart_the_step_and_its_counts_are_the_same()
    {
        var world = Started(Given.Measured(Given.Outside("m") with { FailureLimit = 2 }));
        world.Metrics["m"] = new Measurement { Value = 99 };
        world.Until(w => w.State.Metrics.TryGetValue("m", out var metric) && metric.Failed == 2);
        var (step, weight) = (world.State.Step, world.State.Traffic.CanaryPercent);

        world.State = RunStateJson.Read(RunStateJson.Write(world.State), out _)!;
        world.Tick();

        Assert.Equal(
            (step, weight, 2),
            (world.State.Step, world.State.Traffic.CanaryPercent, world.State.Metrics["m"].Failed)
        );
        world.Until(Phase.Failed);
        Assert.Equal(3, world.State.Metrics["m"].Failed);
    }

    /// <summary>Case 48: the edge took the canary out by itself, and the run is told.</summary>
    [Fact]
    public void A_canary_that_an_edge_took_out_ends_the_run()
    {
        var world = Started(Given.Spec());
        world.Until(w => w.State.Traffic.CanaryPercent == 50);

        world.TakenOut = "none of its endpoints is healthy";
        world.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(Phase.Failed, world.State.Phase);
        Assert.Single(world.News, news => news.Kind == NewsKind.CanaryTakenOut);
    }

    /// <summary>Case 50: other replica counts do not begin the analysis anew.</summary>
    [Fact]
    public void Scaling_in_the_middle_of_a_run_changes_nothing()
    {
        var world = Started(Given.Spec());
        world.Until(w => w.State.Traffic.CanaryPercent == 30);

        world.Target = world.Target with { Canary = new Readiness(true, true, "9 of 9 replicas are ready") };
        world.Pass(TimeSpan.FromSeconds(3));

        Assert.Equal((1L, 30m), (world.State.Run, world.State.Traffic.CanaryPercent));
    }

    /// <summary>Case 52: a member that fails takes the others back.</summary>
    [Fact]
    public void A_member_that_fails_takes_its_group_back()
    {
        var group = new ReleaseGroupSpec { Name = "shop", Order = 2 };
        var world = Started(Given.Spec() with { Group = group });
        world.Group = [new GroupMember("backend", 1, Phase.Progressing, 50, 1, null)];
        world.Until(w => w.State.Traffic.CanaryPercent == 20);

        world.Group = [new GroupMember("backend", 1, Phase.Failed, 0, 1, world.Now)];
        world.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal((Phase.Failed, 0m), (world.State.Phase, world.State.Traffic.CanaryPercent));
        Assert.Contains("backend", world.State.Reason);
    }

    /// <summary>An analysis with a count ends after so many measurements, and the step with it.</summary>
    [Fact]
    public void An_analysis_step_measures_as_often_as_was_asked_for()
    {
        var spec = Given.Steps(new StepSpec.SetWeight(20), new StepSpec.Analysis([])) with { };
        var world = Started(
            spec with
            {
                Analysis = spec.Analysis with { Metrics = [Given.Outside("m") with { Count = 3 }] },
            }
        );
        world.Metrics["m"] = new Measurement { Value = 1 };

        world.Until(Phase.Succeeded);

        Assert.Equal(["m", "m", "m"], world.MeasuredNames);
    }

    /// <summary>Approval that nobody gives does what was asked for.</summary>
    [Theory]
    [InlineData(TimeoutAction.Rollback, Phase.Failed)]
    [InlineData(TimeoutAction.Continue, Phase.Succeeded)]
    public void An_approval_that_nobody_gives_ends_as_was_asked_for(TimeoutAction action, Phase phase)
    {
        var world = Started(
            Given.Steps(new StepSpec.SetWeight(20), new StepSpec.Approval(TimeSpan.FromMinutes(30), action))
        );
        world.Until(w => w.News.Any(news => news.Kind == NewsKind.ApprovalWanted));

        Assert.InRange(world.Until(phase).TotalMinutes, 29.9, 30.5);
    }

    private static World Started(RolloutSpec spec)
    {
        var world = new World(spec);
        world.Until(Phase.Initialized);
        return world.Started();
    }
}
