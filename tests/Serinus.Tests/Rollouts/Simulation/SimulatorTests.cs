using Serinus.Rollouts.Simulation;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Simulation;

/// <summary>The large numbers are in <c>./dev bench statistics</c>; these are the same in small, with a seed, so that they never change by chance.</summary>
public class SimulatorTests
{
    [Fact]
    public void Of_rollouts_without_harm_that_are_looked_at_after_each_block_hardly_any_fails()
    {
        var scenario = new Scenario
        {
            StableErrors = 0.01,
            CanaryErrors = 0.01,
            Latency = new LatencyModel(TimeSpan.FromMilliseconds(20)),
            Latencies = Guard.Latency() with { HarmMargin = Margin.None },
            RequestsPerSecond = 100,
            StepMin = TimeSpan.FromMinutes(5),
            StepMax = TimeSpan.FromMinutes(5),
        };
        var outcomes = Enumerable.Range(0, 100).Select(seed => PlayOn(scenario, new Random(seed))).ToArray();

        Assert.InRange(outcomes.Count(verdict => verdict == Verdict.Fail), 0, 1);

        // Undecided steps do not end it: the more it is looked at, the more false alarms there could be.
        static Verdict PlayOn(Scenario scenario, Random random)
        {
            var play = new Play(scenario, random);
            foreach (var weight in scenario.Weights)
            {
                for (var block = 0; block < 24; block++)
                {
                    if (play.Block(weight) == Verdict.Fail)
                        return Verdict.Fail;
                }

                play.NextStep();
            }

            return Verdict.Pass;
        }
    }

    [Fact]
    public void Four_times_the_errors_are_found_before_the_canary_has_the_half()
    {
        var scenario = new Scenario { CanaryErrors = 0.02, RequestsPerSecond = 500 };

        var summary = Simulator.Repeat(scenario, 50, new Random(1));

        Assert.Equal(1, summary.Share(Verdict.Fail));
        Assert.All(summary.Outcomes, outcome => Assert.InRange(outcome.Step, 0, 2));
    }

    [Fact]
    public void A_good_canary_passes_when_there_is_traffic_enough()
    {
        var summary = Simulator.Repeat(new Scenario { RequestsPerSecond = 1000 }, 50, new Random(1));

        Assert.InRange(summary.Share(Verdict.Pass), 0.95, 1);
        Assert.InRange(summary.Time(Verdict.Pass, 0.5)!.Value, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20));
    }

    [Fact]
    public void With_little_traffic_it_is_undecided_and_not_failed()
    {
        var scenario = new Scenario { RequestsPerSecond = 1, StepMax = TimeSpan.FromMinutes(10) };

        var summary = Simulator.Repeat(scenario, 50, new Random(1));

        Assert.Equal(1, summary.Share(Verdict.Inconclusive));
        Assert.Null(summary.Requests(Verdict.Pass, 0.5));
    }

    [Fact]
    public void The_same_seed_is_the_same_rollout()
    {
        var scenario = new Scenario { Latency = new LatencyModel(TimeSpan.FromMilliseconds(20)) };

        Assert.Equal(Simulator.Play(scenario, new Random(8)), Simulator.Play(scenario, new Random(8)));
    }

    [Fact]
    public void The_canary_gets_its_exact_part_of_the_requests()
    {
        var scenario = new Scenario
        {
            Weights = [0.0333],
            RequestsPerSecond = 3.7,
            StepMin = TimeSpan.FromHours(1),
        };

        var outcome = Simulator.Play(scenario, new Random(1));

        Assert.Equal(3.7 * outcome.Time.TotalSeconds, outcome.Requests, 1.0);
        Assert.Equal(outcome.Requests * 0.0333, outcome.CanaryRequests, 1.0);
    }
}
