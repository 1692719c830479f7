using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Discovery;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>
/// What is known of the cluster. One thread at a time says what is to be followed and looks at it; the informers write from their own. What is
/// followed no longer stays known until it is followed in another version: a right that is lost takes nothing away.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="ingressSelector">Label selector of Ingresses as it stands in a query; empty for all.</param>
/// <param name="pace">How often what is done.</param>
/// <param name="time">The clock.</param>
/// <param name="changed">Told after every change.</param>
internal sealed class ClusterCache(IApiServer api, string ingressSelector, Pace pace, TimeProvider time, Action changed)
{
    private readonly ObjectStore<IngressObject> ingresses = new(changed);
    private readonly ObjectStore<IngressClassObject> classes = new(changed);
    private readonly ObjectStore<ServiceObject> services = new(changed);
    private readonly ObjectStore<ReferenceGrantObject> grants = new(changed);
    private readonly ObjectStore<CanaryObject> canaries = new(changed);
    private readonly EndpointStore endpoints = new(changed);
    private readonly SecretCache secrets = new(api, pace, time, changed);
    private ImmutableDictionary<ObjectKey, CanaryObject> servedFrom = ImmutableDictionary<
        ObjectKey,
        CanaryObject
    >.Empty;
    private ImmutableDictionary<ObjectKey, ServedCanary> served = ImmutableDictionary<ObjectKey, ServedCanary>.Empty;

    /// <summary>Canaries as they are known now.</summary>
    public ImmutableDictionary<ObjectKey, CanaryObject> Canaries => canaries.Items;

    /// <summary>What is followed, and how it goes with it.</summary>
    public LiveFollowing Following { get; } = new();

    /// <summary>Whether every Secret that was asked for was answered for.</summary>
    public bool HasSecrets => secrets.IsComplete;

    /// <summary>The cluster as it is known now.</summary>
    public ClusterView View()
    {
        secrets.Look();
        return new ClusterView
        {
            Ingresses = ingresses.Items,
            IngressClasses = classes.Items,
            Services = services.Items,
            Endpoints = endpoints.Items,
            ReferenceGrants = grants.Items,
            Canaries = Served(),
            Secrets = secrets.Items,
            UnreadableSecrets = secrets.Unreadable,
        };
    }

    /// <summary>Follows what is offered, and nothing else.</summary>
    public Task FollowAsync(Offer offer, CancellationToken cancellationToken) =>
        Following.FollowAsync(offer, offered => Start(offered, cancellationToken));

    /// <summary>Reads these Secrets, and forgets all others.</summary>
    public Task AskAsync(ImmutableHashSet<ObjectKey> wanted, CancellationToken cancellationToken) =>
        secrets.AskAsync(wanted, cancellationToken);

    /// <summary>Ends all informers.</summary>
    public async Task StopAsync()
    {
        await Following.StopAsync();
        await secrets.StopAsync();
    }

    // Statuses of Canaries change with every step of a rollout, and routes do not.
    private ImmutableDictionary<ObjectKey, ServedCanary> Served()
    {
        var now = canaries.Items;
        if (ReferenceEquals(now, servedFrom))
            return served;
        servedFrom = now;
        var (count, isSame) = (0, true);
        foreach (var (key, canary) in now)
        {
            if (canary.Served is not { } one)
                continue;
            count++;
            isSame = isSame && served.TryGetValue(key, out var known) && known == one;
        }

        if (!isSame || count != served.Count)
            served = now
                .Values.Select(canary => canary.Served)
                .OfType<ServedCanary>()
                .ToImmutableDictionary(canary => canary.Key);
        return served;
    }

    private FollowedKind Start(OfferedResource offered, CancellationToken cancellationToken) =>
        offered.Kind switch
        {
            ResourceKind.Ingress => Start(
                offered,
                json => ObjectReader.Ingress(json, offered.Type.ApiVersion),
                ingresses,
                cancellationToken,
                ingressSelector
            ),
            ResourceKind.Service => Start(offered, ObjectReader.Service, services, cancellationToken),
            ResourceKind.IngressClass => Start(offered, ObjectReader.IngressClass, classes, cancellationToken),
            ResourceKind.ReferenceGrant => Start(offered, ObjectReader.ReferenceGrant, grants, cancellationToken),
            ResourceKind.Canary => Start(offered, CanaryObject.Read, canaries, cancellationToken),
            ResourceKind.Endpoints when offered.Type.Plural == "endpoints" => Start(
                offered,
                EndpointPiece.OfEndpoints,
                endpoints,
                cancellationToken
            ),
            ResourceKind.Endpoints => Start(offered, EndpointPiece.OfSlice, endpoints, cancellationToken),
            _ => throw new InvalidOperationException($"nobody reads {offered.Kind}"),
        };

    private FollowedKind Start<T>(
        OfferedResource offered,
        Func<JsonElement, T> read,
        IStore<T> store,
        CancellationToken cancellationToken,
        string selector = ""
    )
        where T : class, IKubernetesObject
    {
        var followed = new LiveFollowed(offered.Type, offered.Namespace, time, changed);
        var informer = new Informer<T>(api, followed, selector, read, store, pace, time, Random.Shared);
        return new FollowedKind(followed, informer.RunAsync, changed, cancellationToken);
    }
}
