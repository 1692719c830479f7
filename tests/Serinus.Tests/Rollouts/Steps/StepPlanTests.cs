using CsCheck;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Steps;
using Serinus.Tests.Rollouts.Plan;

namespace Serinus.Tests.Rollouts.Steps;

public sealed class StepPlanTests
{
    [Fact]
    public void The_last_even_step_is_cut_to_the_largest_weight() =>
        Assert.Equal([20, 40, 50], Percents(Given.StepWeight(20, 50)));

    [Fact]
    public void Uneven_weights_are_taken_exactly() =>
        Assert.Equal([1, 2, 10, 80], Percents(new AnalysisSpec { StepWeights = [1, 2, 10, 80] }));

    [Fact]
    public void No_even_step_ever_passes_the_largest_weight_and_the_last_is_it() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[1, 100])
            .Sample(
                (step, max) =>
                {
                    var percents = Percents(Given.StepWeight(step, max));
                    return percents.All(percent => percent <= max)
                        && percents[^1] == max
                        && percents.SequenceEqual(percents.Order().Distinct());
                }
            );

    [Fact]
    public void Weights_may_be_parts_of_a_thousand() =>
        Assert.Equal(
            [0.1m, 0.5m, 25m],
            Percents(
                new AnalysisSpec
                {
                    StepWeights = [1, 5, 250],
                    WeightTotal = 1000,
                    MaxWeight = 1000,
                }
            )
        );

    [Fact]
    public void Blue_green_checks_while_the_canary_gets_nothing_and_then_gives_it_everything()
    {
        var plan = StepPlan.Of(new AnalysisSpec { Iterations = 5 });

        Assert.Equal([(0m, 5), (100m, 1)], plan.Steps.Select(step => (step.Percent, step.Checks)));
    }

    [Fact]
    public void A_test_of_matched_requests_checks_them_and_gives_the_canary_no_share()
    {
        var plan = StepPlan.Of(new AnalysisSpec { Iterations = 3, Match = [Given.Header("x-beta", "1")] });

        var step = Assert.Single(plan.Steps);
        Assert.Equal((0m, 3, 1), (step.Percent, step.Checks, step.Match.Length));
        Assert.True(step.SendsRequests);
    }

    [Fact]
    public void Copies_come_before_the_first_weight()
    {
        var plan = StepPlan.Of(Given.StepWeight(50, 100) with { Mirror = true, MirrorWeight = 30 });

        Assert.Equal([(0m, 30m), (50m, 0m), (100m, 0m)], plan.Steps.Select(step => (step.Percent, step.MirrorPercent)));
    }

    [Fact]
    public void Copies_go_on_through_all_checks_of_blue_green()
    {
        var plan = StepPlan.Of(new AnalysisSpec { Iterations = 2, Mirror = true });

        Assert.Equal([(0m, 100m), (100m, 0m)], plan.Steps.Select(step => (step.Percent, step.MirrorPercent)));
    }

    [Fact]
    public void A_listed_step_keeps_the_traffic_of_those_before_it()
    {
        var plan = StepPlan.Of(
            Given
                .Steps(
                    new StepSpec.SetHeaderRoute([Given.Header("x-beta", "1")]),
                    new StepSpec.SetWeight(5),
                    new StepSpec.SetMirror(20),
                    new StepSpec.SetCanaryScale(3, null),
                    new StepSpec.Pause(TimeSpan.FromMinutes(1)),
                    new StepSpec.SetHeaderRoute([])
                )
                .Analysis
        );

        Assert.Equal([0m, 5, 5, 5, 5, 5], plan.Steps.Select(step => step.Percent));
        Assert.Equal([1, 1, 1, 1, 1, 0], plan.Steps.Select(step => step.Match.Length));
        Assert.Equal([0m, 0, 20, 20, 20, 20], plan.Steps.Select(step => step.MirrorPercent));
        Assert.Equal([null, null, null, 3, 3, 3], plan.Steps.Select(step => step.CanaryReplicas));
        Assert.Equal((StepKind.Pause, StepKind.Traffic), (plan[4].Kind, plan[5].Kind));
    }

    [Fact]
    public void Plans_of_equal_steps_have_one_key_and_others_have_another()
    {
        var key = StepPlan.Of(Given.StepWeight(10, 50)).Key;

        Assert.Equal(key, StepPlan.Of(Given.StepWeight(10, 50) with { Interval = TimeSpan.FromHours(1) }).Key);
        Assert.NotEqual(key, StepPlan.Of(Given.StepWeight(10, 60)).Key);
        Assert.Equal("c374b426bb72d615", key);
    }

    private static decimal[] Percents(AnalysisSpec analysis) =>
        [.. StepPlan.Of(analysis).Steps.Select(step => step.Percent)];
}
