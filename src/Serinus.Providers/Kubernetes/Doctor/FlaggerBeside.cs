using Serinus.Providers.Kubernetes.Manifests;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>A Flagger that runs where an edge is to act on Flagger's objects.</summary>
internal static class FlaggerBeside
{
    public static IEnumerable<Finding> Check(ManifestSet set)
    {
        var flagger = set.Workloads.FirstOrDefault(workload => workload.Runs("flagger"));
        if (flagger is null || flagger.Object.Tree.Whole("spec", "replicas") == 0)
            yield break;
        foreach (var settings in RolloutSettings.Of(set.Edges))
        {
            if (settings.ReadsFlagger)
                yield return settings.Make(
                    FindingSeverity.Warning,
                    $"kubernetes.rollouts.flagger is on, and {flagger.Object} runs Flagger",
                    "its objects are left to it for as long as it holds its Lease: the edge moves no weight of them",
                    $"scale it to 0 when the edge is to take over: kubectl -n {flagger.Object.Namespace} scale {flagger.Object.Kind.ToLowerInvariant()} {flagger.Object.Name} --replicas=0"
                );
        }
    }
}
