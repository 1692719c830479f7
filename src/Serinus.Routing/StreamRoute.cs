using System.Collections.Immutable;
using Serinus.Routing.Config;
using Serinus.Routing.Split;

namespace Serinus.Routing;

/// <summary>A served route of bytes: of TCP connections, or of UDP clients.</summary>
public sealed class StreamRoute
{
    /// <summary>Index in <see cref="Snapshot.StreamRoutes"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Name; the identity under which sequence and counters are carried.</summary>
    public required string Name { get; init; }

    /// <summary>What it relays: <see cref="ListenerProtocol.Tcp"/> or <see cref="ListenerProtocol.Udp"/>. It is served on listeners of this protocol alone.</summary>
    public required ListenerProtocol Protocol { get; init; }

    /// <summary>Names asked for by TLS clients, in lower case, each once; empty for any connection.</summary>
    public required ImmutableArray<string> Hosts { get; init; }

    /// <summary>The arms, stable first.</summary>
    public required ImmutableArray<Backend> Backends { get; init; }

    /// <summary>Shares connections, or clients, among <see cref="Backends"/>.</summary>
    public required BackendSplit Split { get; init; }

    /// <summary>What was asked for.</summary>
    public required StreamRouteConfig Config { get; init; }

    /// <summary>What is probably not meant, told again with every snapshot that takes the route over.</summary>
    internal ImmutableArray<Problem> Warnings { get; init; } = [];

    /// <summary>Chooses the backend of a connection or client by its turn; -1 when every weight is 0. The same exact split as that of requests.</summary>
    /// <param name="sequence">The route's sequence.</param>
    public int Choose(LiveSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        return Backends.Length == 1 ? Split.ByBucket(0) : sequence.Split.ByWeight(sequence.Next());
    }
}
