using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Workloads;
using Serinus.Rollouts.Plan;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>How many pods the version under test, and the stable one, are to have. Pure.</summary>
internal static class CanarySizing
{
    /// <summary>Pods of the version under test.</summary>
    /// <param name="scene">What there is.</param>
    /// <param name="scaler">What scales the target; null for nothing.</param>
    public static int Tested(Scene scene, ScalerObject? scaler)
    {
        if (scene.Target.Kind == TargetKind.DaemonSet)
            return 1;
        var order = OrderOf(scene);
        var stable = StablePods.Full(scene.Stable);
        if (order.CanaryReplicas is { } replicas)
            return replicas;
        if (order.CanaryScale is { } percent)
            return Part(percent, stable);
        var scaling = scene.Canary.Spec.Scaling;
        return scaling.Canary switch
        {
            // Whoever serves everybody has as many as stable has for that.
            not CanarySize.Full when order.CanaryPercent >= 100 => stable,
            CanarySize.Fixed => scaling.Replicas ?? 1,
            CanarySize.MatchWeight => Math.Max(scaling.MinPods, Part(order.CanaryPercent, stable)),
            // What the target asks for is what somebody wants; between runs it asks for none.
            _ when !scene.Swaps && scene.Target.Replicas > 0 => scene.Target.Replicas,
            _ => scaler?.MinReplicas ?? stable,
        };
    }

    /// <summary>Whether the version under test has its pods.</summary>
    public static bool IsSized(Scene scene, ScalerObject? scaler)
    {
        if (scene.Tested is not { Replicas: > 0 } tested)
            return OrderOf(scene).CanaryReplicas == 0;
        // An autoscaler goes its own way once there is something to scale.
        return scaler is not null && !scene.Swaps && !IsOrdered(scene) || tested.Replicas >= Tested(scene, scaler);
    }

    /// <summary>Whether steps say how many, rather than the size of the target.</summary>
    public static bool IsOrdered(Scene scene) =>
        OrderOf(scene) is { CanaryReplicas: not null } or { CanaryScale: not null }
        || scene.Canary.Spec.Scaling.Canary != CanarySize.Full;

    /// <summary>Pods of the stable version when it is made, or made anew.</summary>
    public static int Stable(Scene scene, ScalerObject? scaler) =>
        scene.Target.Kind == TargetKind.DaemonSet ? 1
        : scene.Spec.Scaling.DynamicStable && scene.Stable is { Replicas: > 0 } smaller ? StablePods.Full(smaller)
        : scene.Target.Replicas > 0 && scaler is null ? scene.Target.Replicas
        : scene.Stable is { Replicas: > 0 } stable ? stable.Replicas
        : Math.Max(scene.Target.Replicas, scaler?.MinReplicas ?? 1);

    /// <summary>What scales the target of a Canary; null for nothing.</summary>
    public static ScalerObject? ScalerOf(CanaryObject canary, LeaderCache cache) =>
        canary.Spec.AutoscalerRef is { } reference
            ? cache.Scalers(reference.Kind).GetValueOrDefault(new ObjectKey(canary.Meta.Key.Namespace, reference.Name))
            : null;

    /// <summary>The traffic that pods are for.</summary>
    public static TrafficOrder OrderOf(Scene scene) => scene.State.SizedFor ?? scene.State.Traffic;

    private static int Part(decimal percent, int of) => (int)Math.Ceiling(percent * of / 100);
}
