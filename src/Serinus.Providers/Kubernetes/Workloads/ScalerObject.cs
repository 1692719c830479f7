using System.Text.Json;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Workloads;

/// <summary>A HorizontalPodAutoscaler, or a ScaledObject of KEDA.</summary>
/// <param name="Meta">Its metadata.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="OwnerUid">Identity of the object it belongs to; empty when it belongs to none.</param>
/// <param name="MinReplicas">The least it lets be.</param>
/// <param name="Spec">What it asks for, as it is written.</param>
internal sealed record ScalerObject(ObjectMeta Meta, ScalerKind Kind, string OwnerUid, int MinReplicas, string Spec)
    : IKubernetesObject
{
    /// <summary>By this annotation KEDA leaves a workload at that many pods.</summary>
    public const string PausedAnnotation = "autoscaling.keda.sh/paused-replicas";

    /// <summary>Reads one.</summary>
    public static ScalerObject Read(JsonElement json, ScalerKind kind)
    {
        var spec = json.Field("spec");
        // Of both the least is 1 unless given; KEDA takes 0 then, between bursts of work.
        var least = spec.Whole(kind == ScalerKind.ScaledObject ? "minReplicaCount" : "minReplicas");
        return new ScalerObject(
            ObjectReader.Meta(json),
            kind,
            json.Field("metadata").Items("ownerReferences").Select(owner => owner.Text("uid")).FirstOrDefault() ?? "",
            Math.Max(1, least ?? 1),
            spec?.GetRawText() ?? "{}"
        );
    }

    /// <summary>What a copy of it asks for: the same of another workload.</summary>
    /// <param name="target">Name of that workload.</param>
    /// <param name="reference">How the copy differs.</param>
    public JsonObject CopySpec(string target, ScalerReference reference)
    {
        var spec = JsonNode.Parse(Spec)!.AsObject();
        if (spec["scaleTargetRef"] is JsonObject scaled)
            scaled["name"] = target;
        var (least, most) =
            Kind == ScalerKind.ScaledObject ? ("minReplicaCount", "maxReplicaCount") : ("minReplicas", "maxReplicas");
        if (reference.PrimaryScalerReplicas?.MinReplicas is { } min)
            spec[least] = min;
        if (reference.PrimaryScalerReplicas?.MaxReplicas is { } max)
            spec[most] = max;
        foreach (var trigger in (spec["triggers"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            if (
                (string?)trigger["name"] is { } name
                && reference.PrimaryScalerQueries.TryGetValue(name, out var query)
                && trigger["metadata"] is JsonObject meta
            )
                meta["query"] = query;
        }

        return spec;
    }
}
