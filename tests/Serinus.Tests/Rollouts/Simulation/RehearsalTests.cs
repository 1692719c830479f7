using Serinus.Rollouts.Simulation;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Simulation;

public class RehearsalTests
{
    private static readonly AnalysisSpec Ramp = new() { StepWeights = [1, 10, 50], Interval = TimeSpan.FromMinutes(5) };

    [Fact]
    public void A_healthy_version_is_promoted_nearly_always_and_takes_as_long_as_its_steps()
    {
        var runs = Rehearsal.Repeat(Of(Ramp), 100, Seed(1));

        Assert.InRange(runs.Count(run => run.End == RehearsedEnd.Promoted), 99, 100);
        Assert.All(
            runs.Where(run => run.End == RehearsedEnd.Promoted),
            run => Assert.InRange(run.Time, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(16))
        );
    }

    [Fact]
    public void A_broken_version_is_rolled_back_nearly_always_before_half_of_the_users_meet_it()
    {
        var runs = Rehearsal.Repeat(Of(Ramp) with { CanaryErrors = 0.05 }, 100, Seed(1));

        Assert.InRange(runs.Count(run => run.End == RehearsedEnd.RolledBack), 99, 100);
        Assert.All(runs, run => Assert.InRange(run.Step, 0, 1));
        Assert.All(runs, run => Assert.Contains("% errors", run.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_slow_version_is_rolled_back_nearly_always()
    {
        var slow = Of(Ramp) with
        {
            Latency = new LatencyModel(TimeSpan.FromMilliseconds(20)),
            CanarySlowness = 3,
            RequestsPerSecond = 300,
        };

        Assert.InRange(Rehearsal.Repeat(slow, 20, Seed(1)).Count(run => run.End == RehearsedEnd.RolledBack), 19, 20);
    }

    [Fact]
    public void The_same_seed_is_the_same_runs_and_another_seed_others()
    {
        var imagined = Of(Ramp) with { CanaryErrors = 0.02 };

        Assert.Equal(Rehearsal.Repeat(imagined, 20, Seed(3)), Rehearsal.Repeat(imagined, 20, Seed(3)));
        Assert.NotEqual(Rehearsal.Repeat(imagined, 20, Seed(3)), Rehearsal.Repeat(imagined, 20, Seed(4)));
    }

    [Fact]
    public void People_consent_at_once_so_that_approvals_and_pauses_do_not_end_it()
    {
        var run = Rehearsal.Play(
            Of(
                new AnalysisSpec
                {
                    Steps =
                    [
                        new StepSpec.Approval(null, TimeoutAction.Pause),
                        new StepSpec.SetWeight(20),
                        new StepSpec.Pause(null),
                        new StepSpec.SetWeight(50),
                    ],
                }
            ),
            new Random(1)
        );

        Assert.Equal(RehearsedEnd.Promoted, run.End);
    }

    private static Func<int, Random> Seed(int seed) => run => new Random(seed * 1000 + run);

    private static Imagined Of(AnalysisSpec analysis) =>
        new()
        {
            Spec = new RolloutSpec
            {
                Name = "shop",
                Stable = "stable",
                Canary = "canary",
                Analysis = analysis,
            },
        };
}
