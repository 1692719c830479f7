using System.Collections.Immutable;
using Serinus.Rollouts.Simulation;

namespace Serinus.Commands.Rollouts;

/// <summary>What became of many imagined runs of one kind of version.</summary>
internal sealed record SimulatedKind
{
    /// <summary>Share of the version's requests that fail.</summary>
    public double Errors { get; init; }

    /// <summary>How many times as long as stable it takes.</summary>
    public double Slowness { get; init; }

    /// <summary>Runs played.</summary>
    public int Runs { get; init; }

    /// <summary>Share of them that were promoted.</summary>
    public double Promoted { get; init; }

    /// <summary>Share that was rolled back.</summary>
    public double RolledBack { get; init; }

    /// <summary>Share that stood still for lack of data.</summary>
    public double Undecided { get; init; }

    /// <summary>Seconds that half of the runs took at most.</summary>
    public double MedianSeconds { get; init; }

    /// <summary>Seconds that 9 of 10 runs took at most.</summary>
    public double NinthTenthSeconds { get; init; }

    /// <summary>Seconds the canary had requests, in half of the runs at most.</summary>
    public double MedianExposedSeconds { get; init; }

    /// <summary>Requests of the canary that failed, in half of the runs at most: users met them where nothing falls back.</summary>
    public long MedianErrors { get; init; }

    /// <summary>Why one of the most common end came about.</summary>
    public string Example { get; init; } = "";

    public static SimulatedKind Of(Imagined imagined, ImmutableArray<RehearsedRun> runs)
    {
        var common = runs.GroupBy(run => run.End).MaxBy(same => same.Count())!;
        return new SimulatedKind
        {
            Errors = imagined.CanaryErrors,
            Slowness = imagined.CanarySlowness,
            Runs = runs.Length,
            Promoted = Share(RehearsedEnd.Promoted),
            RolledBack = Share(RehearsedEnd.RolledBack),
            Undecided = Share(RehearsedEnd.Undecided),
            MedianSeconds = At(0.5, run => run.Time.TotalSeconds),
            NinthTenthSeconds = At(0.9, run => run.Time.TotalSeconds),
            MedianExposedSeconds = At(0.5, run => run.Exposed.TotalSeconds),
            MedianErrors = (long)At(0.5, run => run.CanaryErrors),
            Example = common.First().Reason,
        };

        double Share(RehearsedEnd end) => (double)runs.Count(run => run.End == end) / runs.Length;

        double At(double share, Func<RehearsedRun, double> of)
        {
            var sorted = runs.Select(of).Order().ToArray();
            return sorted[Math.Min((int)(share * sorted.Length), sorted.Length - 1)];
        }
    }
}
