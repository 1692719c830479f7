namespace Serinus.Providers.Kubernetes.Migrate;

/// <summary>The controller that Ingresses were written for.</summary>
public enum MigrationSource
{
    /// <summary>Traefik 1.7.</summary>
    Traefik,

    /// <summary>ingress-nginx.</summary>
    Nginx,
}
