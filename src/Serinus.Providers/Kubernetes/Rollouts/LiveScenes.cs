using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Tells which rollouts have something new to look at: their object, their workloads, the Services they lead to. Used by one thread at a time.</summary>
internal sealed class LiveScenes(LeaderCache cache)
{
    private Dictionary<ObjectKey, Seen> seen = [];

    /// <summary>The Canaries of which something has changed since the last time.</summary>
    public List<CanaryObject> Changed(ClusterKnown known)
    {
        var changed = new List<CanaryObject>();
        var next = new Dictionary<ObjectKey, Seen>(known.Canaries.Count);
        foreach (var (key, canary) in known.Canaries)
        {
            if (canary.Served is not { } served)
                continue;
            var now = Look(known, canary, served);
            if (!seen.TryGetValue(key, out var before) || before != now)
                changed.Add(canary);
            next[key] = now;
        }

        seen = next;
        return changed;
    }

    private Seen Look(ClusterKnown known, CanaryObject canary, ServedCanary served)
    {
        var key = canary.Meta.Key;
        var view = known.View;
        var target = canary.Spec.TargetRef;
        object? primary = null;
        object? other = null;
        object? workload = null;
        var configs = 0;
        if (target.Kind != TargetKind.Service)
        {
            var found = cache.Workload(target.Kind, key with { Name = target.Name });
            workload = found;
            primary = cache.Workload(target.Kind, key with { Name = target.Name + CanaryArms.PrimarySuffix });
            other = cache.Workload(target.Kind, key with { Name = target.Name + CanaryArms.CanarySuffix });
            foreach (var reference in found?.Configs ?? [])
            {
                var mark = cache.Config(reference.IsSecret, key with { Name = reference.Name });
                configs = HashCode.Combine(configs, mark?.Meta.ResourceVersion);
            }
        }

        return new Seen(
            canary.Generation,
            canary.IsDeleting,
            workload,
            primary,
            other,
            configs,
            view.Services.GetValueOrDefault(key with { Name = served.Apex ?? served.Stable }),
            view.Services.GetValueOrDefault(key with { Name = served.Canary }),
            view.Endpoints.GetValueOrDefault(key with { Name = served.Stable }),
            view.Endpoints.GetValueOrDefault(key with { Name = served.Canary }),
            CanarySizing.ScalerOf(canary, cache)
        );
    }

    private sealed record Seen(
        long Generation,
        bool IsDeleting,
        object? Workload,
        object? Primary,
        object? Other,
        int Configs,
        object? Apex,
        object? Canary,
        object? StableEndpoints,
        object? CanaryEndpoints,
        object? Scaler
    );
}
