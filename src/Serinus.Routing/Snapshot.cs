using System.Collections.Immutable;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing;

/// <summary>All that is served, compiled and immutable. Published by one write, read once per exchange.</summary>
public sealed class Snapshot
{
    /// <summary>Counts published snapshots from 1.</summary>
    public required long Generation { get; init; }

    /// <summary>Listeners.</summary>
    public required ImmutableArray<Listener> Listeners { get; init; }

    /// <summary>Routes, in the order given; <see cref="Route.Index"/> is the place.</summary>
    public required ImmutableArray<Route> Routes { get; init; }

    /// <summary>Routes of connections and UDP clients; <see cref="StreamRoute.Index"/> is the place.</summary>
    public ImmutableArray<StreamRoute> StreamRoutes { get; init; } = [];

    /// <summary>Services; <see cref="Service.Index"/> is the place.</summary>
    public required ImmutableArray<Service> Services { get; init; }

    /// <summary>Certificates that may be served.</summary>
    public ImmutableArray<Certificate> Certificates { get; init; } = [];

    /// <summary>What rollouts lay over routes.</summary>
    public ImmutableArray<Overlay> Overlays { get; init; } = [];

    /// <summary>What a rollout lays over routes; null when nothing of this name does.</summary>
    /// <param name="rollout">Name of the rollout.</param>
    public Overlay? FindOverlay(string rollout) => Names.Overlays.Find(rollout);

    /// <summary>Finds the route of a request.</summary>
    public required RouteTable Table { get; init; }

    /// <summary>Finds the route of a connection or a UDP client.</summary>
    public StreamTable StreamTable { get; init; } = StreamTable.Empty;

    /// <summary>Settings of the whole edge.</summary>
    public required EdgeConfig Edge { get; init; }

    /// <summary>Networks whose forwarding headers are believed.</summary>
    public required NetworkSet Trusted { get; init; }

    /// <summary>Networks whose forwarding headers are believed on a listener.</summary>
    /// <param name="listener">Its index; the whole edge's are those of any other.</param>
    public NetworkSet TrustedOn(int listener) =>
        (uint)listener < (uint)Listeners.Length ? Listeners[listener].Trusted ?? Trusted : Trusted;

    /// <summary>Its objects by name.</summary>
    internal SnapshotNames Names { get; init; } = SnapshotNames.None;

    /// <summary>Tells one signing key from another without holding it.</summary>
    internal string SigningKeyId { get; init; } = "";
}
