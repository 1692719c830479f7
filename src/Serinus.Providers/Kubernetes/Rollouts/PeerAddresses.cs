using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Where the admin endpoints of all edges are: behind a Service. Pure.</summary>
internal static class PeerAddresses
{
    private const string PortName = "admin";

    /// <summary>Their addresses; none when there is no such Service.</summary>
    /// <param name="service">Name of the Service, as <c>namespace/name</c>; null for none.</param>
    /// <param name="view">The cluster.</param>
    public static ImmutableArray<Uri> Of(string? service, ClusterView view)
    {
        if (service?.Split('/') is not [var ns, var name])
            return [];
        if (!view.Endpoints.TryGetValue(new ObjectKey(ns, name), out var endpoints))
            return [];
        return
        [
            .. endpoints
                .Groups.SelectMany(group =>
                    (group.Ports.FirstOrDefault(port => port.Name == PortName) ?? group.Ports.FirstOrDefault())
                        is { Port: { } port }
                        ? group
                            .Addresses.Where(address => address.IsReady)
                            .Select(address => Shown(address.Address, port))
                        : []
                )
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Select(address => new Uri($"http://{address}")),
        ];
    }

    private static string Shown(string address, int port) =>
        IPAddress.TryParse(address, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6
            ? string.Create(CultureInfo.InvariantCulture, $"[{ip}]:{port}")
            : string.Create(CultureInfo.InvariantCulture, $"{address}:{port}");
}
