using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Endpoints;

/// <summary>Which addresses of a Service serve one of its ports.</summary>
internal static class EndpointSelection
{
    /// <summary>
    /// The endpoints of a port in the order of their addresses, and how many targets take new requests. Those that are ready serve; when
    /// none is, those that are terminating and still serving do. Other terminating ones are listed as draining, to finish what they have.
    /// </summary>
    /// <param name="endpoints">What is known of the Service.</param>
    /// <param name="portName">Name of the Service's port; empty for an unnamed one.</param>
    /// <param name="portNumber">Number of the Service's port, for endpoints that name none.</param>
    /// <param name="scheme">Scheme of their addresses.</param>
    public static (ImmutableArray<EndpointConfig> Endpoints, int Ready) Select(
        ServiceEndpoints endpoints,
        string portName,
        int portNumber,
        string scheme
    )
    {
        var all = OneFamily(Candidates(endpoints, portName, portNumber, scheme));
        var hasReady = all.Any(candidate => candidate.Address.IsReady);
        var serving = all.Where(candidate => Serves(candidate.Address, hasReady)).ToArray();
        var addresses = new SortedDictionary<string, EndpointConfig>(StringComparer.Ordinal);
        foreach (var candidate in serving)
            addresses[candidate.Url] = new EndpointConfig(candidate.Url);
        foreach (var candidate in all)
        {
            if (candidate.Address is { IsTerminating: true, IsServing: true })
                addresses.TryAdd(candidate.Url, new EndpointConfig(candidate.Url) { Draining = true });
        }

        // A pod that listens on several ports of the same name is one target; two pods are two, whatever their names in other Services.
        var ready = serving.Select(candidate => candidate.Address.Target ?? candidate.Url).Distinct().Count();
        return ([.. addresses.Values], ready);
    }

    private static bool Serves(EndpointAddress address, bool hasReady) =>
        hasReady ? address.IsReady : address is { IsTerminating: true, IsServing: true };

    private static List<(EndpointAddress Address, string Url, bool IsIPv6)> Candidates(
        ServiceEndpoints endpoints,
        string portName,
        int portNumber,
        string scheme
    )
    {
        var found = new List<(EndpointAddress, string, bool)>();
        foreach (var group in endpoints.Groups)
        {
            foreach (var port in Ports(group, portName, portNumber))
            {
                foreach (var address in group.Addresses)
                {
                    var isIPv6 =
                        IPAddress.TryParse(address.Address, out var ip)
                        && ip.AddressFamily == AddressFamily.InterNetworkV6;
                    var host = isIPv6 ? $"[{ip}]" : address.Address;
                    if (host.Length > 0)
                        found.Add((address, $"{scheme}://{host}:{port}", isIPv6));
                }
            }
        }

        return found;
    }

    private static IEnumerable<int> Ports(EndpointGroup group, string portName, int portNumber)
    {
        // A subset without ports serves the Service's own.
        if (group.Ports.IsEmpty)
            return [portNumber];
        return group
            .Ports.Where(port => port.Name == portName && port.Protocol == "TCP")
            .Select(port => port.Port ?? portNumber)
            .Distinct();
    }

    /// <summary>A pod of a dual-stack Service has an address of each family; it is reached by IPv4.</summary>
    private static List<(EndpointAddress Address, string Url, bool IsIPv6)> OneFamily(
        List<(EndpointAddress Address, string Url, bool IsIPv6)> all
    )
    {
        var hasBoth = all.Any(candidate => candidate.IsIPv6) && all.Any(candidate => !candidate.IsIPv6);
        if (!hasBoth)
            return all;
        var byIPv4 = all.Where(candidate => !candidate.IsIPv6)
            .Select(candidate => candidate.Address.Target)
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return all.FindAll(candidate =>
            !candidate.IsIPv6 || (candidate.Address.Target is { } target && !byIPv4.Contains(target))
        );
    }
}
