using System.Collections.Immutable;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Routing;

/// <summary>What a rollout lays over routes, compiled. On each of them stable is the first backend, and the canary the last.</summary>
public sealed class Overlay
{
    /// <summary>Name of the rollout.</summary>
    public required string Name { get; init; }

    /// <summary>What was asked for.</summary>
    public required OverlayConfig Config { get; init; }

    /// <summary>Shares requests between those that are copied (index 0) and those that are not; null when none are.</summary>
    public required BackendSplit? Mirror { get; init; }

    /// <summary>Takes the cookie of a run that is over from those who still send it; null when there is none.</summary>
    public CookieFarewell? Farewell { get; init; }

    /// <summary>Requests that go to the canary in any case.</summary>
    internal ImmutableArray<OverlayRule> Rules { get; init; } = [];

    /// <summary>What is probably not meant, told again with every snapshot that takes the overlay over.</summary>
    internal ImmutableArray<Problem> Warnings { get; init; } = [];

    /// <summary>Whether a request goes to the canary whatever its share.</summary>
    /// <param name="head">The request.</param>
    public bool Sends(RequestHead head) => FirstThatHolds(head) is not null;

    /// <summary>The first match that a request fulfils; null when it fulfils none.</summary>
    internal OverlayRule? FirstThatHolds(RequestHead head)
    {
        foreach (var rule in Rules)
        {
            if (rule.Holds(head))
                return rule;
        }

        return null;
    }
}
