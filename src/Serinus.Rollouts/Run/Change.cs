using Serinus.Rollouts.Plan;

namespace Serinus.Rollouts.Run;

/// <summary>What a new state changes.</summary>
internal static class Change
{
    /// <summary>Whether nothing changed but what is known, in numbers and words: losing that costs a few seconds of evidence and nothing else.</summary>
    public static bool IsEvidenceAlone(RunState before, RunState after) =>
        after with
        {
            Metrics = before.Metrics,
            Window = before.Window,
            Canary = before.Canary,
            Stable = before.Stable,
            EvidenceAt = before.EvidenceAt,
            StepRequests = before.StepRequests,
            Reason = before.Reason,
            Outbox = before.Outbox,
        } == before
        && after.Outbox.Length <= before.Outbox.Length
        && after.NewsNumber == before.NewsNumber;
}
