namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>What only one Ingress can own: a host with a path. An empty host is any.</summary>
internal readonly record struct RouteKey(string Host, RoutePath Path)
{
    /// <summary>As messages and names of routes show it.</summary>
    public override string ToString() => $"{(Host.Length == 0 ? "*" : Host)} {Path.Text}";
}
