namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>A port that pods listen on.</summary>
internal sealed record EndpointPort(string Name, int? Port, string Protocol);
