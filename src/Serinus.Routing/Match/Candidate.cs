using Serinus.Routing.Config;

namespace Serinus.Routing.Match;

/// <summary>A rule at one place of the table.</summary>
/// <param name="route">Index of its route.</param>
/// <param name="rule">The rule.</param>
/// <param name="listeners">Indexes of the listeners it is served on, or null for all.</param>
internal sealed class Candidate(int route, RouteRule rule, int[]? listeners)
{
    // Most routes have host and path alone; they are decided by one flag.
    private readonly bool takesAll = rule.IsUnconditional && rule.Pattern is null && listeners is null;

    public int Route => route;

    public RouteRule Rule => rule;

    public int[]? Listeners => listeners;

    /// <summary>Whether a request of its host and path is its own.</summary>
    public bool Takes(RequestHead head) => takesAll || Test(head, out _) == Mismatch.None;

    /// <summary>The first condition beside host and prefix that the request does not meet.</summary>
    public Mismatch Test(RequestHead head, out ValueMatchConfig? condition)
    {
        condition = null;
        if (listeners is not null && Array.IndexOf(listeners, head.Listener) < 0)
            return Mismatch.Listener;
        if (rule.Pattern is { } pattern && !pattern.IsMatch(head.Path))
            return Mismatch.Path;
        return rule.Test(head, out condition);
    }

    /// <summary>Whether it is served wherever <paramref name="other"/> is.</summary>
    public bool CoversListenersOf(Candidate other) =>
        listeners is null || (other.Listeners is not null && other.Listeners.All(listeners.Contains));
}
