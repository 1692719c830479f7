namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>An address of a pod.</summary>
/// <param name="Address">IPv4 or IPv6 address, or a host name where the slice has names.</param>
/// <param name="IsReady">Whether it takes new requests.</param>
/// <param name="IsServing">Whether it would answer: true for a pod that is terminating and still ready.</param>
/// <param name="IsTerminating">Whether it is about to end.</param>
/// <param name="Zone">Its zone, or null.</param>
/// <param name="Target"><c>Pod namespace/name</c>, or null.</param>
internal sealed record EndpointAddress(
    string Address,
    bool IsReady,
    bool IsServing,
    bool IsTerminating,
    string? Zone,
    string? Target
);
