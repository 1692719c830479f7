namespace Serinus.Rollouts.Statistics;

/// <summary>
/// The rule for a canary that hardly works at all: it needs no evidence and waits for none. It holds still where stable fails as well, as going
/// back to stable would cure nothing.
/// </summary>
public sealed record FastFail
{
    /// <summary>So many errors of the canary at least. 10 by default.</summary>
    public long MinErrors { get; init; } = 10;

    /// <summary>So large a share of the canary's requests at least, from 0 to 1. 0.5 by default.</summary>
    public double Rate { get; init; } = 0.5;

    /// <summary>Whether the canary is to be taken back at once.</summary>
    /// <param name="recent">Errors of both arms in the last block, or in the last few together.</param>
    /// <param name="reason">Why, as a sentence; empty when not.</param>
    public bool Trips(BlockPair recent, out string reason)
    {
        var (canary, stable) = (recent.Canary, recent.Stable);
        var trips = canary.Bad >= MinErrors && canary.Rate >= Rate && stable.Rate < canary.Rate / 2;
        reason = trips
            ? $"{Words.Count(canary.Bad)} of the last {Words.Count(canary.Requests)} requests failed, {Words.Percent(stable.Rate)} on stable"
            : "";
        return trips;
    }
}
