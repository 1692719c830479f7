using System.Collections.Immutable;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Simulation;

/// <summary>How many imagined rollouts went.</summary>
/// <param name="Outcomes">Each of them.</param>
public sealed record Summary(ImmutableArray<Outcome> Outcomes)
{
    /// <summary>Share of rollouts that ended so, from 0 to 1.</summary>
    public double Share(Verdict verdict) => (double)Outcomes.Count(one => one.Verdict == verdict) / Outcomes.Length;

    /// <summary>Quantile of the requests of rollouts that ended so; null when none did.</summary>
    /// <param name="verdict">How they ended.</param>
    /// <param name="share">0.5 for the median.</param>
    public long? Requests(Verdict verdict, double share) => Quantile(verdict, share, one => one.Requests);

    /// <summary>Quantile of the canary's bad requests in rollouts that ended so: how many users met an error of it; null when none did.</summary>
    public long? CanaryBad(Verdict verdict, double share) => Quantile(verdict, share, one => one.CanaryBad);

    /// <summary>Quantile of the time of rollouts that ended so; null when none did.</summary>
    public TimeSpan? Time(Verdict verdict, double share) =>
        Quantile(verdict, share, one => one.Time.Ticks) is { } ticks ? TimeSpan.FromTicks(ticks) : null;

    private long? Quantile(Verdict verdict, double share, Func<Outcome, long> of)
    {
        var sorted = Outcomes.Where(one => one.Verdict == verdict).Select(of).Order().ToArray();
        return sorted.Length == 0 ? null : sorted[Math.Clamp((int)(share * sorted.Length), 0, sorted.Length - 1)];
    }
}
