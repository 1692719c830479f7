using System.Collections.Immutable;
using Serinus.Routing.Config;
using Serinus.Routing.Split;

namespace Serinus.Routing;

/// <summary>A served service: its endpoints checked and their addresses taken apart.</summary>
public sealed class Service
{
    /// <summary>Index in <see cref="Snapshot.Services"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Name; the identity under which live state is carried.</summary>
    public required string Name { get; init; }

    /// <summary>Endpoints, in the order configured.</summary>
    public required ImmutableArray<Endpoint> Endpoints { get; init; }

    /// <summary>Keeps clients on an endpoint; null when the service does not.</summary>
    public Session? Session { get; init; }

    /// <summary>What was asked for.</summary>
    public required ServiceConfig Config { get; init; }

    /// <summary>What is probably not meant, told again with every snapshot that takes the service over.</summary>
    internal ImmutableArray<Problem> Warnings { get; init; } = [];
}
