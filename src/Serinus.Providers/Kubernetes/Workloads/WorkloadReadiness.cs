using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Rollouts.Plan;

namespace Serinus.Providers.Kubernetes.Workloads;

/// <summary>How ready a workload is. Pure.</summary>
internal static class WorkloadReadiness
{
    /// <summary>Looks at a workload.</summary>
    /// <param name="workload">The workload; null when there is none.</param>
    /// <param name="name">Its name, for words.</param>
    /// <param name="percent">Percent of its pods that must serve.</param>
    public static Readiness Of(WorkloadObject? workload, string name, int percent)
    {
        if (workload is null)
            return new Readiness(false, true, $"{name} does not exist");
        var status = workload.Status;
        if (status.ObservedGeneration < workload.Generation)
            return new Readiness(false, true, $"the change of {name} was not seen by its controller yet");
        var wanted = status.Wanted ?? workload.Replicas;
        if (status.HasFailed)
            return new Readiness(
                false,
                false,
                $"{name} has passed its own deadline with {status.Available} of {wanted} pods"
            );
        if (workload.Replicas == 0 || wanted == 0)
            return new Readiness(false, true, $"{name} has no pods");
        if (status.Updated < wanted)
            return new Readiness(false, true, $"{status.Updated} of {wanted} pods of {name} have the new version");
        if (status.Pods > status.Updated && workload.Kind != TargetKind.DaemonSet)
            return new Readiness(
                false,
                true,
                $"{status.Pods - status.Updated} pods of {name} still have the old version"
            );
        var isEnough = status.Available * 100L >= (long)percent * wanted && (status.Available > 0 || percent == 0);
        return isEnough
            ? Readiness.Ready
            : new Readiness(false, true, $"{status.Available} of {wanted} pods of {name} are ready");
    }
}
