using System.Net;
using Serinus.Routing.Config;

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

    /// <summary>What was asked for.</summary>
    public required ListenerConfig Config { get; init; }
}
