using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Cache;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Discovery;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Workloads;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>
/// What whoever leads rollouts knows of the cluster, beside what every edge does. Its own loop says what is followed; the informers write from
/// theirs; anybody reads.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="survey">Asks what the server offers.</param>
/// <param name="pace">How often what is done.</param>
/// <param name="time">The clock.</param>
/// <param name="changed">Told after every change.</param>
internal sealed class LeaderCache(IApiServer api, ServerSurvey survey, Pace pace, TimeProvider time, Action changed)
{
    private readonly LiveFollowing following = new();
    private readonly Backoff backoff = new(Random.Shared);
    private readonly ImmutableDictionary<TargetKind, ObjectStore<WorkloadObject>> workloads = new[]
    {
        TargetKind.Deployment,
        TargetKind.DaemonSet,
        TargetKind.StatefulSet,
    }.ToImmutableDictionary(kind => kind, _ => new ObjectStore<WorkloadObject>(changed));
    private readonly ObjectStore<ConfigMark> configMaps = new(changed);
    private readonly ObjectStore<ConfigMark> secrets = new(changed);
    private readonly ObjectStore<ScalerObject> autoscalers = new(changed);
    private readonly ObjectStore<ScalerObject> scaledObjects = new(changed);
    private readonly ObjectStore<SpecObject<MetricTemplateSpec>> templates = new(changed);
    private readonly ObjectStore<SpecObject<AlertProviderSpec>> providers = new(changed);
    private readonly ObjectStore<SpecObject<MetricTemplateSpec>> flaggerTemplates = new(changed);
    private readonly ObjectStore<SpecObject<AlertProviderSpec>> flaggerProviders = new(changed);
    private readonly ObjectStore<CanaryObject> flaggerCanaries = new(changed);
    private volatile Offer? offer;
    private volatile bool isSynced;

    /// <summary>Whether everything was read in full once.</summary>
    public bool IsSynced => isSynced;

    /// <summary>What the server does not allow.</summary>
    public ImmutableArray<MissingRight> Missing => offer?.Missing ?? [];

    /// <summary>What the server does not have, though it is needed.</summary>
    public ImmutableArray<Candidate> Absent => offer?.Absent ?? [];

    /// <summary>Canaries of Flagger.</summary>
    public ImmutableDictionary<ObjectKey, CanaryObject> FlaggerCanaries => flaggerCanaries.Items;

    /// <summary>Our own templates before those of Flagger.</summary>
    public ImmutableDictionary<ObjectKey, SpecObject<MetricTemplateSpec>> MetricTemplates =>
        flaggerTemplates.Items.SetItems(templates.Items);

    /// <summary>Our own providers before those of Flagger.</summary>
    public ImmutableDictionary<ObjectKey, SpecObject<AlertProviderSpec>> AlertProviders =>
        flaggerProviders.Items.SetItems(providers.Items);

    /// <summary>Equal to an earlier one as long as no workload, configuration or autoscaler has changed.</summary>
    public object Mark =>
        (
            workloads[TargetKind.Deployment].Items,
            workloads[TargetKind.DaemonSet].Items,
            workloads[TargetKind.StatefulSet].Items,
            configMaps.Items,
            secrets.Items,
            autoscalers.Items,
            scaledObjects.Items
        );

    /// <summary>A workload; null when there is none.</summary>
    public WorkloadObject? Workload(TargetKind kind, ObjectKey key) => workloads[kind].Items.GetValueOrDefault(key);

    /// <summary>All workloads of a namespace.</summary>
    public IEnumerable<WorkloadObject> WorkloadsOf(string ns) =>
        workloads.Values.SelectMany(store => store.Items.Values).Where(workload => workload.Meta.Key.Namespace == ns);

    /// <summary>Whether ConfigMaps or Secrets may be followed.</summary>
    public bool KnowsConfigs(bool isSecret) =>
        offer?.Resources.Any(one => one.Kind == (isSecret ? ResourceKind.Secret : ResourceKind.ConfigMap)) is true;

    /// <summary>That there is a ConfigMap or Secret; null when there is none.</summary>
    public ConfigMark? Config(bool isSecret, ObjectKey key) =>
        (isSecret ? secrets : configMaps).Items.GetValueOrDefault(key);

    /// <summary>Autoscalers of a kind.</summary>
    public ImmutableDictionary<ObjectKey, ScalerObject> Scalers(ScalerKind kind) =>
        (kind == ScalerKind.ScaledObject ? scaledObjects : autoscalers).Items;

    /// <summary>Where autoscalers of a kind are written; null when the server has none.</summary>
    public ResourceType? ScalerType(ScalerKind kind)
    {
        var wanted = kind == ScalerKind.ScaledObject ? ResourceKind.ScaledObject : ResourceKind.Autoscaler;
        return offer?.Resources.FirstOrDefault(offered => offered.Kind == wanted)?.Type;
    }

    /// <summary>Follows until cancelled; then forgets what is followed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var (offered, failure) = await survey.LookAsync(cancellationToken);
                var wait = backoff.Next(failure?.RetryAfter);
                if (offered is not null)
                {
                    offer = offered;
                    await following.FollowAsync(offered, one => Start(one, cancellationToken));
                    wait = offered.Missing.IsEmpty ? pace.Recheck : pace.RecheckWhenMissing;
                    backoff.Reset();
                }

                await WatchAsync(wait, cancellationToken);
            }
        }
        finally
        {
            isSynced = false;
            await following.StopAsync();
        }
    }

    /// <summary>Waits for the next survey, which comes sooner when something that was followed is lost.</summary>
    private async Task WatchAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < wait)
        {
            var synced = offer is not null && following.IsSynced;
            if (synced != isSynced)
            {
                isSynced = synced;
                changed();
            }

            if (following.HasLost && time.GetElapsedTime(began) > TimeSpan.FromSeconds(5))
                return;
            await Task.Delay(synced ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    private FollowedKind Start(OfferedResource offered, CancellationToken stop) =>
        offered.Kind switch
        {
            ResourceKind.Deployment => Workloads(offered, TargetKind.Deployment, stop),
            ResourceKind.DaemonSet => Workloads(offered, TargetKind.DaemonSet, stop),
            ResourceKind.StatefulSet => Workloads(offered, TargetKind.StatefulSet, stop),
            ResourceKind.ConfigMap => Start(offered, ConfigMark.Read, configMaps, stop),
            ResourceKind.Secret => Start(offered, ConfigMark.Read, secrets, stop),
            ResourceKind.Autoscaler => Scalers(offered, ScalerKind.HorizontalPodAutoscaler, autoscalers, stop),
            ResourceKind.ScaledObject => Scalers(offered, ScalerKind.ScaledObject, scaledObjects, stop),
            ResourceKind.MetricTemplate => Specs(offered, Kinds.MetricTemplate, templates, stop),
            ResourceKind.AlertProvider => Specs(offered, Kinds.AlertProvider, providers, stop),
            ResourceKind.FlaggerMetricTemplate => Specs(offered, Kinds.MetricTemplate, flaggerTemplates, stop),
            ResourceKind.FlaggerAlertProvider => Specs(offered, Kinds.AlertProvider, flaggerProviders, stop),
            ResourceKind.FlaggerCanary => Start(offered, CanaryObject.Read, flaggerCanaries, stop),
            _ => throw new InvalidOperationException($"nobody reads {offered.Kind}"),
        };

    private FollowedKind Workloads(OfferedResource offered, TargetKind kind, CancellationToken stop) =>
        Start(offered, json => WorkloadObject.Read(json, kind), workloads[kind], stop);

    private FollowedKind Scalers(
        OfferedResource offered,
        ScalerKind kind,
        ObjectStore<ScalerObject> store,
        CancellationToken stop
    ) => Start(offered, json => ScalerObject.Read(json, kind), store, stop);

    private FollowedKind Specs<T>(
        OfferedResource offered,
        string kind,
        ObjectStore<SpecObject<T>> store,
        CancellationToken stop
    )
        where T : class => Start(offered, json => SpecObject<T>.Read(json, kind), store, stop);

    private FollowedKind Start<T>(
        OfferedResource offered,
        Func<JsonElement, T> read,
        ObjectStore<T> store,
        CancellationToken stop
    )
        where T : class, IKubernetesObject
    {
        var followed = new LiveFollowed(offered.Type, offered.Namespace, time, changed);
        var informer = new Informer<T>(api, followed, "", read, store, pace, time, Random.Shared);
        return new FollowedKind(followed, informer.RunAsync, changed, stop);
    }
}
