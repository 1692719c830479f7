using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Serinus.Control;
using Serinus.Delivery;
using Serinus.Peers;
using Serinus.Providers;
using Serinus.Providers.Acme;
using Serinus.Providers.Kubernetes;
using Serinus.Proxy.Telemetry;
using Serinus.Routing.Config;

namespace Serinus.Hosting;

/// <summary>Makes the parts of an edge that its settings ask for; what cannot be made keeps the program from starting.</summary>
internal static class EdgeParts
{
    /// <summary>The access log; null when there is none.</summary>
    /// <exception cref="StartupException">It cannot be opened.</exception>
    public static AccessLog? AccessLog(EdgeConfig config, ILogger log)
    {
        if (config.AccessLog is not { } accessLog)
            return null;
        try
        {
            return new AccessLog(accessLog, message => log.LogError("{Message}", message));
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"access log {accessLog.Path} cannot be opened: {trouble.Message} Make its directory writable, change accessLog.path, or remove accessLog",
                trouble
            );
        }
    }

    /// <summary>The provider of certificates of an authority; null when none is wanted.</summary>
    /// <exception cref="StartupException">What it needs cannot be read.</exception>
    public static AcmeProvider? Acme(EdgeConfig config, ILogger log)
    {
        if (config.Acme is not { } acme)
            return null;
        try
        {
            return AcmeProvider.Create(config, Tell, TimeProvider.System);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartupException(
                $"acme.authorityFile {acme.AuthorityFile} cannot be read: {trouble.Message}",
                trouble
            );
        }

        void Tell(bool isWarning, string message) =>
            log.Log(isWarning ? LogLevel.Warning : LogLevel.Information, "acme: {Message}", message);
    }

    /// <summary>The other edges of the fleet; null when there are none.</summary>
    public static LivePeers? Peers(EdgeConfig config, FleetToken? token, EdgeSources sources, ILogger log)
    {
        if (sources.Peers is { } found)
            return new LivePeers(
                found,
                config.Fleet ?? new FleetConfig(),
                token?.Authorization,
                TimeProvider.System,
                log
            )
            {
                TakeOrders = false,
            };
        if (config.Fleet is not { Peers: { IsEmpty: false } listed } fleet)
            return null;
        ImmutableArray<Uri> addresses = [.. listed.Select(address => new Uri(address))];
        return new LivePeers(() => addresses, fleet, token?.Authorization, TimeProvider.System, log);
    }

    /// <summary>The provider of a cluster.</summary>
    /// <exception cref="StartupException">Nothing here can read one.</exception>
    public static IProvider Cluster(EdgeSources sources, KubernetesConfig config) =>
        sources.Kubernetes?.Invoke(config)
        ?? throw new StartupException("the configuration asks for a Kubernetes cluster, and nothing here can read one");

    /// <summary>The rollouts of a cluster; null where none are led.</summary>
    public static ClusterRollouts? RolloutsOf(
        IProvider? cluster,
        FileRollouts? files,
        EdgeOrders orders,
        ILogger log
    ) =>
        cluster is KubernetesProvider { Rollouts: { } rollouts }
            ? new ClusterRollouts(
                rollouts,
                orders.Held,
                orders.Traffic,
                () => files?.News ?? [],
                log,
                TimeProvider.System
            )
            : null;

    /// <summary>Sources with what a cluster adds to them: the first publish waits for its orders, and edges find each other through its Service.</summary>
    public static EdgeSources Beside(IProvider? cluster, EdgeSources sources)
    {
        if (cluster is not KubernetesProvider { Rollouts: { } rollouts })
            return sources;
        return sources with
        {
            OrdersWait = sources.OrdersWait > TimeSpan.Zero ? sources.OrdersWait : ClusterRollouts.OrdersWait,
            Peers = sources.Peers ?? (rollouts.HasPeers ? () => rollouts.Peers : null),
        };
    }

    /// <summary>Where the admin endpoint listens.</summary>
    public static IPEndPoint AddressOf(AdminConfig config) =>
        config.Address.StartsWith(':')
            ? new IPEndPoint(IPAddress.IPv6Any, int.Parse(config.Address.AsSpan(1), null))
            : IPEndPoint.Parse(config.Address);
}
