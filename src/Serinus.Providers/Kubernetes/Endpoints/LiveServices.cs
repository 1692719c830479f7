using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Secrets;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Endpoints;

/// <summary>
/// What each port of a Service that is referred to means, kept from one view of the cluster to the next. Used by one thread at a time.
/// </summary>
/// <param name="secrets">What Secrets hold for TLS to endpoints.</param>
/// <param name="standard">TLS to endpoints where Ingresses do not say.</param>
internal sealed class LiveServices(LiveUpstreamSecrets secrets, UpstreamTlsConfig standard)
{
    private readonly Dictionary<ServiceReference, LiveService> services = [];
    private ClusterView view = ClusterView.Empty;

    /// <summary>Brings all to a new view; a service that did not change keeps its instance.</summary>
    public void Update(ClusterView next)
    {
        var isSame =
            ReferenceEquals(view.Services, next.Services)
            && ReferenceEquals(view.Endpoints, next.Endpoints)
            && ReferenceEquals(view.Secrets, next.Secrets)
            && ReferenceEquals(view.UnreadableSecrets, next.UnreadableSecrets);
        view = next;
        if (isSame)
            return;
        foreach (var service in services.Values)
            Update(service);
    }

    /// <summary>What a reference means in the present view.</summary>
    public LiveService Find(ServiceReference reference)
    {
        if (services.TryGetValue(reference, out var known))
            return known;
        var service = new LiveService(reference, standard);
        services.Add(reference, service);
        Update(service);
        return service;
    }

    /// <summary>Forgets services that nothing refers to any more.</summary>
    /// <param name="isUsed">Whether one is still referred to.</param>
    public void Forget(Predicate<LiveService> isUsed)
    {
        foreach (var (reference, service) in services)
        {
            if (!isUsed(service))
                services.Remove(reference);
        }
    }

    private void Update(LiveService service)
    {
        var key = service.Reference.Service;
        var secret = service.Reference.Rules?.Secret is { } named ? secrets.Find(named, view) : null;
        service.Update(view.Services.GetValueOrDefault(key), view.Endpoints.GetValueOrDefault(key), secret);
    }
}
