using System.Globalization;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>Waits until every edge has what was ordered.</summary>
internal static class Programming
{
    /// <summary>Longer than this, people hear of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Says which edges are missing. An edge that has a higher generation than is remembered gets a higher one still.</summary>
    public static void Wait(Draft draft)
    {
        draft.LookAt(draft.Now + Pace.Soon(draft.Now - draft.State.StepStartedAt));
        var edges = draft.Seen.Edges;
        if (edges.Generation > draft.State.Traffic.Generation)
        {
            draft.Order(draft.State.Traffic);
            return;
        }

        var acknowledged = edges.Generation == draft.State.Traffic.Generation ? edges.Acknowledged : 0;
        var text =
            edges.Count == 0
                ? "waits for an edge that serves its routes"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{acknowledged} of {edges.Count} edges have its traffic"
                );
        if (draft.IsRunning && draft.Now - draft.State.StepStartedAt > Patience)
            draft.TellOnce("edges", NewsKind.Blocked, NewsSeverity.Warn, text);
        else
            draft.Because(text);
    }
}
