using System.Collections.Immutable;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Simulation;

/// <summary>Plays a rollout with the same evidence and the same judge as a real one.</summary>
public static class Simulator
{
    /// <summary>Plays it once. The same random numbers give the same rollout.</summary>
    public static Outcome Play(Scenario scenario, Random random)
    {
        var play = new Play(scenario, random);
        var stepBlocksMin = Blocks(scenario.StepMin, scenario.Block);
        var stepBlocksMax = Math.Max(stepBlocksMin, Blocks(scenario.StepMax, scenario.Block));
        for (var step = 0; step < scenario.Weights.Length; step++)
        {
            if (step > 0)
                play.NextStep();
            var verdict = Verdict.Inconclusive;
            for (var block = 1; block <= stepBlocksMax && verdict != Verdict.Fail; block++)
            {
                verdict = play.Block(scenario.Weights[step]);
                if (verdict == Verdict.Pass && block >= stepBlocksMin)
                    break;
            }

            if (verdict != Verdict.Pass)
                return play.End(verdict, step);
        }

        return play.End(Verdict.Pass, scenario.Weights.Length - 1);
    }

    /// <summary>Plays it many times and counts.</summary>
    public static Summary Repeat(Scenario scenario, int runs, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        var outcomes = ImmutableArray.CreateBuilder<Outcome>(runs);
        for (var i = 0; i < runs; i++)
            outcomes.Add(Play(scenario, random));
        return new Summary(outcomes.MoveToImmutable());
    }

    private static int Blocks(TimeSpan time, TimeSpan block)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(block, TimeSpan.Zero);
        return (int)Math.Clamp(Math.Ceiling(time / block), 1, 1_000_000);
    }
}
