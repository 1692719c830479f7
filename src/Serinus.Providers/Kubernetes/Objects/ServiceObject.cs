using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>A Service.</summary>
/// <param name="Meta">Its metadata.</param>
/// <param name="Type"><c>ClusterIP</c>, <c>NodePort</c>, <c>LoadBalancer</c> or <c>ExternalName</c>.</param>
/// <param name="ClusterIP">Its address; <c>None</c> for a headless one, empty when it has none yet.</param>
/// <param name="ExternalName">The name an ExternalName Service stands for, or null.</param>
/// <param name="Selector">Labels of its pods.</param>
/// <param name="Ports">Its ports.</param>
/// <param name="Addresses"><c>status.loadBalancer.ingress</c>.</param>
/// <param name="ExternalIPs"><c>spec.externalIPs</c>.</param>
internal sealed record ServiceObject(
    ObjectMeta Meta,
    string Type,
    string ClusterIP,
    string? ExternalName,
    FrozenDictionary<string, string> Selector,
    ImmutableArray<ServicePort> Ports,
    ImmutableArray<LoadBalancerAddress> Addresses,
    ImmutableArray<string> ExternalIPs
) : IKubernetesObject;
