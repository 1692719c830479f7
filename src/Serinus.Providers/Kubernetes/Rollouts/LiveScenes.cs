using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Tells which rollouts have something new to look at: their object, their workloads, the Services they lead to. Used by one thread at a time.</summary>
internal sealed class LiveScenes(LeaderCache cache)
{
    private readonly Dictionary<ObjectKey, (CanaryObject Canary, Seen What)> seen = [];
    private (object Leader, object Services, object Endpoints)? around;

    /// <summary>The Canaries of which something has changed since the last time.</summary>
    public List<CanaryObject> Changed(ClusterKnown known)
    {
        var changed = new List<CanaryObject>();
        var now = (cache.Mark, (object)known.View.Services, (object)known.View.Endpoints);
        // Most of what changes are the statuses of Canaries that are rolled out: the others need not be looked at for that.
        var isStill = around?.Equals(now) is true;
        around = now;
        var left = seen.Count;
        foreach (var (key, canary) in known.Canaries)
        {
            if (canary.Served is not { } served)
                continue;
            var isSeen = seen.TryGetValue(key, out var before);
            if (isSeen)
                left--;
            if (isSeen && isStill && ReferenceEquals(before.Canary, canary))
                continue;
            var what = Look(known, canary, served);
            if (!isSeen || before.What != what)
                changed.Add(canary);
            seen[key] = (canary, what);
        }

        if (left > 0)
        {
            foreach (var key in seen.Keys.Where(key => known.Canaries.GetValueOrDefault(key)?.Served is null).ToArray())
                seen.Remove(key);
        }

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

    private readonly record struct Seen(
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
