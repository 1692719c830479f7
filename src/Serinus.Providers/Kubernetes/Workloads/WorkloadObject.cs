using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Workloads;

/// <summary>A Deployment, DaemonSet or StatefulSet, as far as rollouts look at it all the time. What they copy of it they ask for then.</summary>
/// <param name="Meta">Its metadata.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Generation">Rises with every change of what is asked for.</param>
/// <param name="Replicas">Pods it asks for; of a DaemonSet 1, or 0 when it is kept from running anywhere.</param>
/// <param name="TemplateHash">Distinguishes its pod template from others.</param>
/// <param name="SpecHash">Distinguishes what its pods run, whatever their labels.</param>
/// <param name="Configs">Configuration its pods use.</param>
/// <param name="Selector">Labels by which it finds its pods.</param>
/// <param name="PodLabels">Labels of its pods.</param>
/// <param name="Status">How far its controller has come.</param>
internal sealed record WorkloadObject(
    ObjectMeta Meta,
    TargetKind Kind,
    long Generation,
    int Replicas,
    string TemplateHash,
    string SpecHash,
    ImmutableArray<ConfigReference> Configs,
    FrozenDictionary<string, string> Selector,
    FrozenDictionary<string, string> PodLabels,
    WorkloadStatus Status
) : IKubernetesObject
{
    /// <summary>Where workloads of a kind are.</summary>
    public static ResourceType TypeOf(TargetKind kind) =>
        kind switch
        {
            TargetKind.Deployment => new("apps", "v1", "deployments"),
            TargetKind.DaemonSet => new("apps", "v1", "daemonsets"),
            TargetKind.StatefulSet => new("apps", "v1", "statefulsets"),
            _ => throw new InvalidOperationException($"{kind} is no workload"),
        };

    /// <summary>Reads one.</summary>
    public static WorkloadObject Read(JsonElement json, TargetKind kind)
    {
        var spec = json.Field("spec");
        var template = spec.Field("template");
        var isNowhere = template.Field("spec").Field("nodeSelector").Text(PodTemplate.NoNode) is not null;
        return new WorkloadObject(
            ObjectReader.Meta(json),
            kind,
            json.Field("metadata").Long("generation"),
            kind == TargetKind.DaemonSet ? (isNowhere ? 0 : 1) : spec.Whole("replicas") ?? 1,
            PodTemplate.Hash(template),
            PodTemplate.SpecHash(template),
            PodTemplate.Configs(template),
            spec.Field("selector").TextMap("matchLabels"),
            template.Field("metadata").TextMap("labels"),
            StatusOf(json.Field("status"), kind)
        );
    }

    /// <summary>As it would be with another pod template.</summary>
    /// <param name="template">The template.</param>
    public WorkloadObject With(JsonObject template)
    {
        using var json = JsonDocument.Parse(template.ToJsonString());
        return this with
        {
            TemplateHash = PodTemplate.Hash(json.RootElement),
            SpecHash = PodTemplate.SpecHash(json.RootElement),
            Configs = PodTemplate.Configs(json.RootElement),
        };
    }

    private static WorkloadStatus StatusOf(JsonElement? status, TargetKind kind) =>
        kind == TargetKind.DaemonSet
            ? new WorkloadStatus(
                status.Long("observedGeneration"),
                status.Whole("desiredNumberScheduled") ?? 0,
                status.Whole("currentNumberScheduled") ?? 0,
                status.Whole("updatedNumberScheduled") ?? 0,
                status.Whole("numberAvailable") ?? 0,
                HasFailed: false
            )
            : new WorkloadStatus(
                status.Long("observedGeneration"),
                null,
                status.Whole("replicas") ?? 0,
                status.Whole("updatedReplicas") ?? 0,
                // Old API servers do not count available pods of StatefulSets.
                status.Whole("availableReplicas")
                    ?? status.Whole("readyReplicas")
                    ?? 0,
                status
                    .Items("conditions")
                    .Any(condition =>
                        condition.Text("type") == "Progressing"
                        && condition.Text("status") == "False"
                        && condition.Text("reason") == "ProgressDeadlineExceeded"
                    )
            );
}
