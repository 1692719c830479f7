using Serinus.Admin.Rollouts;

namespace Serinus.Commands.Demo;

/// <summary>What the canary got at one weight.</summary>
/// <param name="Percent">The weight, in percent.</param>
/// <param name="Observed">What it got of the requests, in percent.</param>
/// <param name="Requests">Requests of both versions.</param>
internal sealed record StepShare(decimal Percent, double Observed, long Requests)
{
    /// <summary>The share of a weight that every edge has; null without requests.</summary>
    public static StepShare? Of(WeightAnswer weight) =>
        weight is { Programmed: > 0 and var percent, Observed: { } observed }
            ? new StepShare(percent, observed, weight.Requests)
            : null;

    /// <summary>Whether it is what was asked for, to one request.</summary>
    /// <param name="inFlight">Requests that may have been counted on one side of a change, or for one arm and not for the other yet.</param>
    public bool IsExact(int inFlight) => Math.Abs(Observed - (double)Percent) / 100 * Requests <= 1 + inFlight + 1e-6;
}
