namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>An address of a load balancer: one of the two is set.</summary>
internal sealed record LoadBalancerAddress(string? Ip, string? Hostname);
