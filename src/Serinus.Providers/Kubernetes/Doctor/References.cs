using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>Names of other objects that an object needs in its own namespace.</summary>
internal static class References
{
    public static IEnumerable<Finding> Check(ManifestSet set) =>
        [
            .. Twice(set),
            .. set.Workloads.SelectMany(workload => ServiceAccount(workload, set)),
            .. set.Workloads.SelectMany(workload => Volumes(workload, set)),
            .. Bindings(set),
        ];

    private static IEnumerable<Finding> Twice(ManifestSet set) =>
        from same in set.Objects.GroupBy(found => (found.Document.ApiVersion, Name: found.ToString()))
        where same.Key.Name.Length > 0 && !set.IsCluster
        // Each folder may have a list of its own for kustomize; a cluster never sees one.
        where !same.Key.ApiVersion.StartsWith("kustomize.", StringComparison.Ordinal)
        from later in same.Skip(1)
        select later.Warning(
            null,
            "the set has this object twice",
            "the one applied last replaces the other",
            "remove one of them"
        );

    private static IEnumerable<Finding> ServiceAccount(Workload workload, ManifestSet set)
    {
        var (found, name) = (workload.Object, workload.ServiceAccount);
        if (name == "default" || set.Find("ServiceAccount", found.Namespace, name) is not null)
            yield break;
        var elsewhere = set.Elsewhere("ServiceAccount", name);
        if (elsewhere.Length == 0 && !set.IsCluster)
            yield break;
        yield return found.Error(
            workload.Spec.At("serviceAccountName") ?? workload.Spec.At("serviceAccount"),
            Missing($"ServiceAccount {name}", found.Namespace, elsewhere),
            "no pod can be created",
            elsewhere.Length == 0
                ? "create it"
                : $"use one namespace: set metadata.namespace of the ServiceAccount to {found.Namespace}, or that of this object to {elsewhere}"
        );
    }

    private static IEnumerable<Finding> Volumes(Workload workload, ManifestSet set)
    {
        var space = workload.Object.Namespace;
        foreach (var volume in workload.Spec.Items("volumes"))
        {
            if (volume.At("configMap") is not { } source || source.Text("name") is not { } name)
                continue;
            if (source.Flag("optional") == true)
                continue;
            if (set.Find("ConfigMap", space, name) is { } holder)
            {
                foreach (var item in source.Items("items"))
                {
                    if (item.Text("key") is { } key && !HasKey(holder, key))
                        yield return workload.Object.Error(
                            item.At("key"),
                            $"ConfigMap {name} has no key {key}",
                            "the volume cannot be mounted, and the pod waits in ContainerCreating",
                            $"name one of its keys: {string.Join(", ", holder.Tree.Entries("data").Select(entry => entry.Key))}"
                        );
                }

                continue;
            }

            var elsewhere = set.Elsewhere("ConfigMap", name);
            if (elsewhere.Length == 0 && !set.IsCluster)
                continue;
            yield return workload.Object.Error(
                source.At("name"),
                Missing($"ConfigMap {name}", space, elsewhere),
                "the volume cannot be mounted, and the pod waits in ContainerCreating",
                elsewhere.Length == 0 ? "create it" : $"set metadata.namespace of the ConfigMap to {space}"
            );
        }
    }

    private static bool HasKey(SetObject holder, string key) =>
        holder.Tree.At("data").Entry(key) is not null || holder.Tree.At("binaryData").Entry(key) is not null;

    private static IEnumerable<Finding> Bindings(ManifestSet set)
    {
        foreach (var binding in set.OfKind("ClusterRoleBinding").Concat(set.OfKind("RoleBinding")))
        {
            foreach (var subject in binding.Tree.Items("subjects").Where(s => s.Text("kind") == "ServiceAccount"))
            {
                var (name, space) = (subject.Text("name") ?? "", subject.Text("namespace") ?? binding.Namespace);
                if (set.Find("ServiceAccount", space, name) is not null || name == "default")
                    continue;
                var elsewhere = set.Elsewhere("ServiceAccount", name);
                // A cluster has bindings for controllers that come and go; only one that misses its namesake is a mistake there.
                if (elsewhere.Length > 0)
                    yield return binding.Error(
                        subject.At("namespace") ?? subject,
                        Missing($"ServiceAccount {name}", space.Length == 0 ? "default" : space, elsewhere),
                        $"the ServiceAccount in {elsewhere} gets no rights by this binding",
                        $"set the subject's namespace to {elsewhere}"
                    );
                else if (!set.IsCluster && set.OfKind("ServiceAccount").Any())
                    yield return binding.Warning(
                        subject.At("name"),
                        $"subject ServiceAccount {space}/{name} is not in this set",
                        "the binding gives rights to nobody, unless the account is made elsewhere",
                        "correct name and namespace, or add the ServiceAccount"
                    );
            }

            if (Role(binding, set) is { } missing)
                yield return missing;
        }
    }

    private static Finding? Role(SetObject binding, ManifestSet set)
    {
        var role = binding.Tree.At("roleRef");
        var (kind, name) = (role.Text("kind") ?? "", role.Text("name") ?? "");
        var space = kind == "Role" ? binding.Namespace : "";
        // Roles such as view and cluster-admin come with the cluster.
        if (set.Find(kind, space, name) is not null || !set.OfKind(kind).Any() || set.Elsewhere(kind, name) is "")
            return null;
        return binding.Error(
            role.At("name"),
            Missing($"{kind} {name}", space, set.Elsewhere(kind, name)),
            "the binding gives no rights",
            $"set metadata.namespace of the {kind} to {space}"
        );
    }

    private static string Missing(string what, string space, string elsewhere) =>
        elsewhere.Length == 0
            ? $"{what} is not in namespace {space}"
            : $"{what} is not in namespace {space}, only in {elsewhere}";
}
