using System.Globalization;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Workloads;
using Serinus.Rollouts.Plan;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Pods of the stable version where it keeps as many as its part of the requests needs. Pure.</summary>
internal static class StablePods
{
    /// <summary>Annotation of a workload that has fewer pods for a while: how many it had.</summary>
    public const string FullAnnotation = "serinus.dev/full-replicas";

    /// <summary>Its pods when it serves everybody.</summary>
    public static int Full(WorkloadObject? stable) =>
        stable is null ? 1
        : int.TryParse(
            stable.Meta.Annotations.GetValueOrDefault(FullAnnotation),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var full
        )
            ? Math.Max(1, full)
        : Math.Max(1, stable.Replicas);

    /// <summary>Percent of its pods when it serves everybody that are ready. None for a status that is older than what is asked for: it may count pods that go.</summary>
    public static decimal Capacity(WorkloadObject? stable)
    {
        if (stable is null)
            return 100;
        if (stable.Status.ObservedGeneration < stable.Generation)
            return 0;
        var stays = Math.Min(stable.Status.Available, stable.Replicas);
        return Math.Min(100, decimal.Floor(100m * stays / Full(stable)));
    }

    /// <summary>Pods it is to have now; null when they are left alone.</summary>
    public static int? Wanted(Scene scene)
    {
        if (scene.Stable is not { } stable)
            return null;
        var full = Full(stable);
        var state = scene.State;
        if (!scene.Spec.Scaling.DynamicStable || !state.IsRunning)
            return stable.Meta.Annotations.ContainsKey(FullAnnotation) ? full : null;
        if (state.Phase is not (Phase.Progressing or Phase.WaitingPromotion))
            return null;
        // Until every edge has a weight, requests still come as they did.
        var percent = Math.Min(state.ServedPercent, state.Traffic.CanaryPercent);
        // Its pods come before the requests that a smaller share of the canary gives back.
        percent = Math.Min(percent, state.StableSizedFor ?? percent);
        return Math.Max(1, (int)Math.Ceiling((100 - percent) * full / 100));
    }

    /// <summary>Annotations of a workload that is no stable one.</summary>
    public static JsonObject NoNote() => new() { [FullAnnotation] = null };

    /// <summary>Annotations that go with a number of pods.</summary>
    public static JsonObject Note(WorkloadObject stable, int wanted) =>
        new()
        {
            [FullAnnotation] =
                wanted < Full(stable) ? Full(stable).ToString(CultureInfo.InvariantCulture) : (JsonNode?)null,
        };
}
