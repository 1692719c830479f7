using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>Edges that serve the same routes on several machines: the one whose configuration has the rollouts orders weights on all of them, and sums what they count.</summary>
public sealed record FleetConfig
{
    /// <summary>Admin addresses of the other edges, such as <c>http://10.0.0.2:8080</c>, base path included. Only the edge that has the rollouts needs them.</summary>
    public ImmutableArray<string> Peers { get; init; } = [];

    /// <summary>File with the token that edges show each other, 16 characters or more, the same on all of them; whoever has it may order weights. This edge takes no orders when absent.</summary>
    public string? TokenFile { get; init; }

    /// <summary>How long a peer may take to answer before it is passed over.</summary>
    public TimeSpan PeerTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a peer that does not answer keeps rollouts from going on; after that it counts as gone.</summary>
    public TimeSpan GoneTime { get; init; } = TimeSpan.FromSeconds(15);
}
