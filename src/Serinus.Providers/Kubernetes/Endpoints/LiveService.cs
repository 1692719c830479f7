using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Secrets;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Endpoints;

/// <summary>One port of a Service and what it means now. Used by one thread at a time.</summary>
internal sealed class LiveService(ServiceReference reference, UpstreamTlsConfig standard)
{
    private ServiceObject? service;
    private ServiceEndpoints? endpoints;
    private UpstreamSecret? secret;

    public ServiceReference Reference { get; } = reference;

    /// <summary>What it means; null until it is first brought up to date.</summary>
    public ServiceResolution Resolution { get; private set; } = null!;

    /// <summary>Number of the translation it was last used in.</summary>
    public int UsedIn { get; set; }

    /// <summary>Brings it to what the cluster says; the same instance stays when that means the same.</summary>
    public void Update(ServiceObject? newService, ServiceEndpoints? newEndpoints, UpstreamSecret? newSecret)
    {
        var isSameService = ReferenceEquals(service, newService) && secret == newSecret;
        if (Resolution is not null && isSameService && ReferenceEquals(endpoints, newEndpoints))
            return;
        (service, endpoints, secret) = (newService, newEndpoints, newSecret);
        var next = ServiceReader.Read(Reference, service, endpoints, secret, standard);
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
