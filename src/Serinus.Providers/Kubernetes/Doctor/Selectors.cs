using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>Labels by which objects find pods, and the ports they expect of them.</summary>
internal static class Selectors
{
    public static IEnumerable<Finding> Check(ManifestSet set) =>
        [.. set.Workloads.SelectMany(OwnPods), .. set.OfKind("Service").SelectMany(service => Pods(service, set))];

    private static IEnumerable<Finding> OwnPods(Workload workload)
    {
        var found = workload.Object;
        if (found.Kind is "Pod" or "Job")
            yield break;
        var labels = workload.Labels;
        var selector = found.Tree.At("spec", "selector");
        if (selector is null)
        {
            yield return found.Error(
                null,
                "spec.selector is missing",
                "the API server refuses the object",
                $"add selector: {{ matchLabels: {{ {string.Join(", ", labels.Select(l => $"{l.Key}: {l.Value}"))} }} }}"
            );
            yield break;
        }

        foreach (var wanted in selector.Entries("matchLabels"))
        {
            var value = (wanted.Value as ScalarNode)?.Text ?? "";
            if (labels.GetValueOrDefault(wanted.Key) == value)
                continue;
            yield return found.Error(
                wanted.Value,
                $"the selector wants {wanted.Key}: {value}, the pod template "
                    + (
                        labels.TryGetValue(wanted.Key, out var other)
                            ? $"has {wanted.Key}: {other}"
                            : "has no such label"
                    ),
                "the API server refuses the object",
                "make the labels of spec.template.metadata the same as the selector"
            );
        }
    }

    private static IEnumerable<Finding> Pods(SetObject service, ManifestSet set)
    {
        var selector = service.Tree.TextMap("spec", "selector");
        if (selector.Count == 0 || service.Tree.Text("spec", "type") == "ExternalName")
            return [];
        var matching = set.Workloads.Where(workload => workload.HasLabels(selector)).ToArray();
        var here = matching.Where(workload => workload.Object.Namespace == service.Namespace).ToArray();
        if (here.Length > 0)
            return here.SelectMany(workload => Ports(service, workload));
        // Pods of a cluster may be made by kinds that are not read here.
        if (matching.Length == 0)
            return set.IsCluster || !set.Workloads.Any(w => w.Object.Namespace == service.Namespace)
                ? []
                :
                [
                    service.Warning(
                        service.Tree.At("spec", "selector"),
                        $"the selector {Words(selector)} is met by no workload of this set",
                        "the Service has no endpoints, unless pods with these labels are made elsewhere",
                        "correct the selector, or the labels of the pods"
                    ),
                ];
        var elsewhere = string.Join(", ", matching.Select(w => w.Object.Namespace).Distinct());
        return
        [
            service.Make(
                set.IsCluster ? FindingSeverity.Warning : FindingSeverity.Error,
                service.Tree.At("spec", "selector"),
                $"the selector {Words(selector)} selects nothing in namespace {service.Namespace}; "
                    + $"{matching[0].Object} is in {elsewhere}",
                "the Service has no endpoints: a Service selects pods of its own namespace",
                service.Tree.At("metadata", "namespace") is null
                    ? $"add metadata.namespace: {elsewhere}"
                    : $"set metadata.namespace to {elsewhere}"
            ),
        ];
    }

    private static IEnumerable<Finding> Ports(SetObject service, Workload workload)
    {
        var containers = workload.Containers.SelectMany(container => container.Items("ports")).ToArray();
        foreach (var port in service.Tree.Items("spec", "ports"))
        {
            var target = port.Text("targetPort") ?? port.Text("port") ?? "";
            var isNumber = int.TryParse(target, out _);
            if (!isNumber && !containers.Any(container => container.Text("name") == target))
                yield return service.Error(
                    port.At("targetPort") ?? port,
                    $"targetPort {target} is the name of no port of {workload.Object}",
                    "the port has no endpoints",
                    $"name one of its ports ({Listed(containers, "name")}), or give the number"
                );
            else if (isNumber && containers.Length > 0 && containers.All(c => c.Text("containerPort") != target))
                yield return service.Warning(
                    port.At("targetPort") ?? port.At("port"),
                    $"port {target} is declared by no container of {workload.Object}",
                    "connections are refused, unless a container listens there all the same",
                    $"set targetPort to a port the pods listen on ({Listed(containers, "containerPort")})"
                );
        }
    }

    private static string Listed(Node[] ports, string field)
    {
        var names = string.Join(", ", ports.Select(port => port.Text(field)).OfType<string>());
        return names.Length == 0 ? "they have none" : names;
    }

    private static string Words(Dictionary<string, string> selector) =>
        string.Join(",", selector.Select(label => $"{label.Key}={label.Value}"));
}
