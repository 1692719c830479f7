namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>Lists objects of a cluster.</summary>
public interface IClusterObjects
{
    /// <summary>All objects of a kind, in all namespaces.</summary>
    Task<ClusterListing> ListAsync(string kind, CancellationToken cancellation);
}
