using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serinus.Providers.Kubernetes.Canaries;

namespace Serinus.Providers.Kubernetes.Workloads;

/// <summary>
/// A workload made like another one, with pods of its own: its name, the label that tells its pods apart, and the configuration it uses are
/// other ones. Pure.
/// </summary>
/// <param name="Name">Name of the copy.</param>
/// <param name="Label">The label by which pods of the two are told apart.</param>
/// <param name="From">Its value on pods of the target.</param>
/// <param name="To">Its value on pods of the copy.</param>
/// <param name="Configs">Names of configuration and of its copy, by whether it is a Secret.</param>
internal sealed record WorkloadCopy(
    string Name,
    string Label,
    string From,
    string To,
    ImmutableDictionary<(bool IsSecret, string Name), string> Configs
)
{
    /// <summary>Annotation of a copy and of its pods: the version it is.</summary>
    public const string RevisionAnnotation = "serinus.dev/revision";

    private static readonly string[] containerLists = ["initContainers", "containers", "ephemeralContainers"];

    /// <summary>A new workload.</summary>
    /// <param name="target">The workload it is like, as the API server has it.</param>
    /// <param name="owner">Owner reference.</param>
    /// <param name="revision">The version it becomes.</param>
    /// <param name="replicas">Its pods.</param>
    public JsonObject Make(JsonObject target, JsonObject owner, string revision, int replicas)
    {
        var spec = target["spec"]!.DeepClone().AsObject();
        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { [Label] = To } };
        spec.Remove("paused");
        var made = new JsonObject
        {
            ["apiVersion"] = target["apiVersion"]?.DeepClone(),
            ["kind"] = target["kind"]?.DeepClone(),
            ["metadata"] = new JsonObject
            {
                ["name"] = Name,
                ["namespace"] = target["metadata"]!["namespace"]!.DeepClone(),
                ["labels"] = new JsonObject { [Label] = To },
                ["ownerReferences"] = new JsonArray(owner),
            },
            ["spec"] = spec,
        };
        Update(made, target, revision);
        SetReplicas(made, replicas);
        return made;
    }

    /// <summary>Gives a copy the template of the target.</summary>
    /// <param name="copy">The copy, which is changed.</param>
    /// <param name="target">The target, as the API server has it.</param>
    /// <param name="revision">The version the copy becomes.</param>
    public void Update(JsonObject copy, JsonObject target, string revision)
    {
        Annotations(copy["metadata"]!.AsObject())[RevisionAnnotation] = revision;
        var template = target["spec"]!["template"]!.DeepClone().AsObject();
        var meta = Part(template, "metadata");
        meta.Remove("creationTimestamp");
        Part(meta, "labels")[Label] = To;
        // Pods are made anew though nothing but a ConfigMap has changed.
        Annotations(meta)[RevisionAnnotation] = revision;
        var spec = Part(template, "spec");
        Rename(spec);
        Retarget(spec);
        if (spec["nodeSelector"] is JsonObject nodes && nodes.Remove(PodTemplate.NoNode) && nodes.Count == 0)
            spec.Remove("nodeSelector");
        copy["spec"]!["template"] = template;
        foreach (var field in new[] { "minReadySeconds", "progressDeadlineSeconds", "strategy" })
        {
            if (target["spec"]![field] is { } value)
                copy["spec"]![field] = value.DeepClone();
        }
    }

    /// <summary>Gives a workload its pods; a DaemonSet none or one on every node it may run on.</summary>
    public static void SetReplicas(JsonObject workload, int replicas)
    {
        if ((string?)workload["kind"] != nameof(TargetKind.DaemonSet))
        {
            workload["spec"]!["replicas"] = replicas;
            return;
        }

        var spec = Part(workload["spec"]!["template"]!.AsObject(), "spec");
        if (replicas == 0)
            Part(spec, "nodeSelector")[PodTemplate.NoNode] = "true";
        else if (spec["nodeSelector"] is JsonObject nodes && nodes.Remove(PodTemplate.NoNode) && nodes.Count == 0)
            spec.Remove("nodeSelector");
    }

    private void Rename(JsonObject spec)
    {
        foreach (var volume in Items(spec["volumes"]))
        {
            RenameVolume(volume);
            foreach (var source in Items(volume["projected"]?["sources"]))
                RenameVolume(source);
        }

        foreach (var container in containerLists.SelectMany(list => Items(spec[list])))
        {
            foreach (var variable in Items(container["env"]))
            {
                Rename(variable["valueFrom"]?["configMapKeyRef"], "name", isSecret: false);
                Rename(variable["valueFrom"]?["secretKeyRef"], "name", isSecret: true);
            }

            foreach (var from in Items(container["envFrom"]))
            {
                Rename(from["configMapRef"], "name", isSecret: false);
                Rename(from["secretRef"], "name", isSecret: true);
            }
        }
    }

    private void RenameVolume(JsonObject volume)
    {
        Rename(volume["configMap"], "name", isSecret: false);
        Rename(volume["secret"], volume["secret"]?["name"] is null ? "secretName" : "name", isSecret: true);
    }

    private void Rename(JsonNode? holder, string field, bool isSecret)
    {
        if (
            holder is JsonObject map
            && (string?)map[field] is { } name
            && Configs.TryGetValue((isSecret, name), out var copy)
        )
            map[field] = copy;
    }

    /// <summary>Pods that are to keep away from each other, or to spread, mean pods of the copy.</summary>
    private void Retarget(JsonObject spec)
    {
        foreach (var constraint in Items(spec["topologySpreadConstraints"]))
            RetargetSelector(constraint["labelSelector"]);
        foreach (var kind in new[] { "podAntiAffinity", "podAffinity" })
        {
            var affinity = spec["affinity"]?[kind];
            foreach (var term in Items(affinity?["requiredDuringSchedulingIgnoredDuringExecution"]))
                RetargetSelector(term["labelSelector"]);
            foreach (var term in Items(affinity?["preferredDuringSchedulingIgnoredDuringExecution"]))
                RetargetSelector(term["podAffinityTerm"]?["labelSelector"]);
        }
    }

    private void RetargetSelector(JsonNode? selector)
    {
        if (selector?["matchLabels"] is JsonObject labels && (string?)labels[Label] == From)
            labels[Label] = To;
        foreach (var expression in Items(selector?["matchExpressions"]))
        {
            if ((string?)expression["key"] != Label || expression["values"] is not JsonArray values)
                continue;
            for (var i = 0; i < values.Count; i++)
            {
                if ((string?)values[i] == From)
                    values[i] = To;
            }
        }
    }

    private static JsonObject Annotations(JsonObject meta) => Part(meta, "annotations");

    private static JsonObject Part(JsonObject map, string name)
    {
        if (map[name] is not JsonObject part)
            map[name] = part = [];
        return part;
    }

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray)?.OfType<JsonObject>() ?? [];
}
