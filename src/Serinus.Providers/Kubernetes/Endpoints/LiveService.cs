using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Endpoints;

/// <summary>One port of a Service and what it means now. Used by one thread at a time.</summary>
internal sealed class LiveService(ServiceReference reference)
{
    private ServiceObject? service;
    private ServiceEndpoints? endpoints;

    public ServiceReference Reference { get; } = reference;

    /// <summary>What it means; null until it is first brought up to date.</summary>
    public ServiceResolution Resolution { get; private set; } = null!;

    /// <summary>Number of the translation it was last used in.</summary>
    public int UsedIn { get; set; }

    /// <summary>Brings it to what the cluster says; the same instance stays when that means the same.</summary>
    public void Update(ServiceObject? newService, ServiceEndpoints? newEndpoints)
    {
        if (Resolution is not null && ReferenceEquals(service, newService) && ReferenceEquals(endpoints, newEndpoints))
            return;
        var isSameService = ReferenceEquals(service, newService);
        (service, endpoints) = (newService, newEndpoints);
        var next = ServiceReader.Read(Reference, service, endpoints);
        if (
            Resolution is not null
            && isSameService
            && Resolution.Ready == next.Ready
            && Resolution.Config.Endpoints.SequenceEqual(next.Config.Endpoints)
        )
            return;
        Resolution = next;
    }
}
