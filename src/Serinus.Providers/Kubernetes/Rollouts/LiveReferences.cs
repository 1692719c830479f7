using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Cache;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>What Canaries may refer to: templates of metrics, providers of alerts, and the Secrets that those name. Used by one thread at a time.</summary>
internal sealed class LiveReferences(IApiServer api, LeaderCache cache, Pace pace, TimeProvider time, Action changed)
{
    private readonly SecretCache secrets = new(api, pace, time, changed);
    private (object Templates, object Providers, object Secrets)? made;
    private ImmutableDictionary<ObjectKey, SpecObject<MetricTemplateSpec>> templates = ImmutableDictionary<
        ObjectKey,
        SpecObject<MetricTemplateSpec>
    >.Empty;
    private ImmutableDictionary<ObjectKey, SpecObject<AlertProviderSpec>> providers = ImmutableDictionary<
        ObjectKey,
        SpecObject<AlertProviderSpec>
    >.Empty;

    /// <summary>What there is; the same instance as long as it is the same.</summary>
    public CanaryReferences Now { get; private set; } = CanaryReferences.None;

    /// <summary>Whether every Secret that is named was answered for.</summary>
    public bool IsComplete => secrets.IsComplete;

    /// <summary>Brings it to what is known.</summary>
    public async Task UpdateAsync(CancellationToken cancellationToken)
    {
        var isSame =
            Same(templates, cache.MetricTemplates, out var nextTemplates)
            & Same(providers, cache.AlertProviders, out var nextProviders);
        (templates, providers) = (nextTemplates, nextProviders);
        if (!isSame || made is null)
            await secrets.AskAsync(
                [
                    .. templates
                        .Values.Where(one => one.Spec?.Provider.SecretRef is not null)
                        .Select(one => one.Meta.Key with { Name = one.Spec!.Provider.SecretRef!.Name }),
                    .. providers
                        .Values.Where(one => one.Spec?.SecretRef is not null)
                        .Select(one => one.Meta.Key with { Name = one.Spec!.SecretRef!.Name }),
                ],
                cancellationToken
            );
        var next = ((object)templates, (object)providers, (object)secrets.Items);
        if (
            made is { } before
            && ReferenceEquals(before.Templates, next.Item1)
            && ReferenceEquals(before.Providers, next.Item2)
            && ReferenceEquals(before.Secrets, next.Item3)
        )
            return;
        made = next;
        Now = new CanaryReferences
        {
            MetricTemplates = templates,
            AlertProviders = providers,
            Secrets = secrets.Items,
        };
    }

    /// <summary>Follows no Secret any more.</summary>
    public Task StopAsync() => secrets.StopAsync();

    private static bool Same<T>(
        ImmutableDictionary<ObjectKey, T> before,
        ImmutableDictionary<ObjectKey, T> now,
        out ImmutableDictionary<ObjectKey, T> kept
    )
        where T : class
    {
        var isSame =
            before.Count == now.Count
            && now.All(pair => before.TryGetValue(pair.Key, out var known) && ReferenceEquals(known, pair.Value));
        kept = isSame ? before : now;
        return isSame;
    }
}
