using System.Collections.Immutable;
using System.Net;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing;

/// <summary>A served listener.</summary>
public sealed class Listener
{
    /// <summary>Index in <see cref="Snapshot.Listeners"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Name, as routes and metrics show it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it listens.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>Networks whose forwarding headers are believed here; null where the whole edge's are.</summary>
    public NetworkSet? Trusted { get; init; }

    /// <summary>Networks whose connections begin with a PROXY header; null where none do.</summary>
    public NetworkSet? ProxyFrom { get; init; }

    /// <summary>What was asked for.</summary>
    public required ListenerConfig Config { get; init; }

    /// <summary>What is probably not meant, told again with every snapshot that takes the listener over.</summary>
    internal ImmutableArray<Problem> Warnings { get; init; } = [];
}
