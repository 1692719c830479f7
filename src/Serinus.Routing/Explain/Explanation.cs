using System.Collections.Immutable;

namespace Serinus.Routing.Explain;

/// <summary>What becomes of a request, and why: for people to read and for programs as JSON.</summary>
public sealed record Explanation
{
    /// <summary>The request as it is matched.</summary>
    public required ExplainedRequest Request { get; init; }

    /// <summary>The routes whose host and path prefix the request has, in the order they were asked, up to the one that took it.</summary>
    public required ImmutableArray<ConsideredRoute> Considered { get; init; }

    /// <summary>Name of the route that takes it; null when none does, and it is answered 404.</summary>
    public string? Route { get; init; }

    /// <summary>What the route's filters do, in order, in words.</summary>
    public ImmutableArray<string> Filters { get; init; } = [];

    /// <summary>How the backend is chosen; null when no backend is asked.</summary>
    public ExplainedChoice? Choice { get; init; }

    /// <summary>The rollout that lies over the route; null when none does.</summary>
    public ExplainedOverlay? Rollout { get; init; }

    /// <summary>The backends of the route.</summary>
    public ImmutableArray<ExplainedBackend> Backends { get; init; } = [];

    /// <summary>What is probably not as it was meant.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}
