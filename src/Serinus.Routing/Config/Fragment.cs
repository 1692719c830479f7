using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>What one provider says, whole: a provider replaces its fragment, it never edits one.</summary>
public sealed record Fragment
{
    /// <summary>Name of the provider that says it: <c>file</c>, <c>kubernetes</c>, <c>ec2</c>, <c>etcd</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Addresses to listen on.</summary>
    public ImmutableArray<ListenerConfig> Listeners { get; init; } = [];

    /// <summary>Which requests go where.</summary>
    public ImmutableArray<RouteConfig> Routes { get; init; } = [];

    /// <summary>Named sets of endpoints.</summary>
    public ImmutableArray<ServiceConfig> Services { get; init; } = [];

    /// <summary>Which TCP connections and UDP clients go where.</summary>
    public ImmutableArray<StreamRouteConfig> StreamRoutes { get; init; } = [];

    /// <summary>Certificates to serve TLS with, chosen by the name a client asks for.</summary>
    public ImmutableArray<CertificateConfig> Certificates { get; init; } = [];

    /// <summary>What rollouts lay over routes.</summary>
    public ImmutableArray<OverlayConfig> Overlays { get; init; } = [];

    /// <summary>Settings of the whole edge. At most one fragment may carry them.</summary>
    public EdgeConfig? Edge { get; init; }

    /// <summary>What the provider itself found wrong while it translated.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>Names of objects that are present in the source but could not be read: their last good version stays in service.</summary>
    public ImmutableArray<ObjectId> Unreadable { get; init; } = [];
}
