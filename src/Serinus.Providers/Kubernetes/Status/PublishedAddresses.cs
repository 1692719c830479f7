using System.Collections.Immutable;
using System.Net;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Status;

/// <summary>The addresses that Ingresses tell in their status: those of the published Service's load balancer, or the one that is configured.</summary>
internal static class PublishedAddresses
{
    /// <summary>The addresses; null when nothing is to be written.</summary>
    /// <param name="config">What is published.</param>
    /// <param name="view">The cluster.</param>
    /// <param name="problem">Why there are none, when that is a mistake.</param>
    public static ImmutableArray<LoadBalancerAddress>? Find(
        KubernetesConfig config,
        ClusterView view,
        out Problem? problem
    )
    {
        problem = null;
        if (config.PublishedService is not { } name)
            return config.StatusAddress is { } address ? [Address(address)] : null;
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var key = new ObjectKey(name[..Math.Max(0, slash)], name[(slash + 1)..]);
        if (!view.Services.TryGetValue(key, out var service))
        {
            problem = new Problem
            {
                Severity = Severity.Warning,
                Object = new ObjectId(Kinds.Cluster, ""),
                Field = "publishedService",
                Message = $"there is no Service {name}, so statuses of Ingresses stay as they are",
                Cure = "correct publishedService, or make the Service",
            };
            return null;
        }

        var found = Of(service);
        // A load balancer that is being made has no address yet: what was written before stays.
        return found.IsEmpty ? null : found;
    }

    private static ImmutableArray<LoadBalancerAddress> Of(ServiceObject service)
    {
        if (service is { Type: "ExternalName", ExternalName: { Length: > 0 } name })
            return [Address(name)];
        if (!service.Addresses.IsEmpty)
            return service.Addresses;
        return [.. service.ExternalIPs.Select(Address)];
    }

    private static LoadBalancerAddress Address(string text) =>
        IPAddress.TryParse(text, out _) ? new LoadBalancerAddress(text, null) : new LoadBalancerAddress(null, text);
}
