using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>A route of bytes: which connections of TCP listeners, or clients of UDP listeners, it takes, and the backends that share them.</summary>
public sealed record StreamRouteConfig
{
    /// <summary>Name; the route's identity. Its sequence and counters live on across reloads under this name.</summary>
    public required string Name { get; init; }

    /// <summary>Names of the listeners it is served on; empty for all TCP listeners, or for all UDP listeners when its services have <c>udp://</c> endpoints.</summary>
    public ImmutableArray<string> Listeners { get; init; } = [];

    /// <summary>Names a TLS client asks for (SNI): exact, or <c>*.example.com</c>, whose star stands for one label; TLS is passed through unopened. Empty for any connection, TLS or not.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>The weighted arms; each connection, or each UDP client, goes to one.</summary>
    public ImmutableArray<BackendConfig> Backends { get; init; } = [];

    /// <summary>To open a connection to an endpoint.</summary>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long neither side may send anything before the connection, or the UDP client's session, is over.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where it stands in its source.</summary>
    public Origin? Origin { get; init; }
}
