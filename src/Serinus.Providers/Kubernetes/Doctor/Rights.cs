using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>What the service account of an edge may do, beside what the edge does.</summary>
internal static class Rights
{
    private static readonly string[] read = ["get", "list", "watch"];

    private static readonly Right[] needed =
    [
        new("", "services", read, FindingSeverity.Error, "no Ingress can be served: ports are looked up in Services"),
        new(
            "networking.k8s.io",
            "ingresses",
            read,
            FindingSeverity.Error,
            "Ingresses of Kubernetes 1.22 and later cannot be read"
        ),
        new(
            "networking.k8s.io",
            "ingressclasses",
            read,
            FindingSeverity.Warning,
            "classes are known by name only, not by their controller"
        ),
        new(
            "discovery.k8s.io",
            "endpointslices",
            read,
            FindingSeverity.Warning,
            "without EndpointSlices, Endpoints are read, which Kubernetes 1.33 deprecates"
        ),
        new(
            "networking.k8s.io",
            "ingresses/status",
            ["update", "patch"],
            FindingSeverity.Warning,
            "addresses are not written to Ingresses, so external-dns makes no records"
        ),
        new("", "events", ["create", "patch"], FindingSeverity.Warning, "problems are not shown by kubectl describe"),
        new(
            "coordination.k8s.io",
            "leases",
            ["get", "create", "update"],
            FindingSeverity.Warning,
            "no replica can be chosen to write statuses and Events, so none does"
        ),
    ];

    public static IEnumerable<Finding> Check(ManifestSet set)
    {
        if (!set.OfKind("ClusterRole").Concat(set.OfKind("Role")).Any())
            return [];
        return set
            .Edges.Select(edge => edge.Workload.ServiceAccount)
            .Distinct()
            .SelectMany(account => Account(account, set));
    }

    private static IEnumerable<Finding> Account(string account, ManifestSet set)
    {
        // That a subject names another namespace is a finding of its own; here its binding counts.
        var bindings = set.OfKind("ClusterRoleBinding")
            .Concat(set.OfKind("RoleBinding"))
            .Where(binding =>
                binding.Tree.Items("subjects").Any(s => s.Text("kind") == "ServiceAccount" && s.Text("name") == account)
            );
        ImmutableArray<SetObject> roles = [.. bindings.Select(binding => RoleOf(binding, set)).OfType<SetObject>()];
        if (roles.IsEmpty)
            yield break;
        var rules = roles.SelectMany(role => role.Tree.Items("rules")).ToArray();
        var holder = roles.FirstOrDefault(role => role.Kind == "ClusterRole") ?? roles[0];
        foreach (var right in needed.Select(right => Graver(right, rules)))
        {
            var verbs = right.Verbs.Where(verb => !rules.Any(rule => Allows(rule, right, verb))).ToArray();
            if (verbs.Length == 0 || IsCovered(right, rules))
                continue;
            yield return holder.Make(
                right.Severity,
                holder.Tree.At("rules"),
                $"ServiceAccount {account} may not {string.Join(", ", verbs)} {right.Words}",
                right.Meaning,
                $"add the rule {{ apiGroups: [\"{right.Group}\"], resources: [{right.Resource}], verbs: [{string.Join(", ", right.Verbs)}] }}"
                    + (right.Resource == "leases" ? " to a Role of its own namespace" : "")
            );
        }

        foreach (var (role, rule) in roles.SelectMany(role => role.Tree.Items("rules").Select(rule => (role, rule))))
        {
            if (rule.Texts("verbs").Contains("*") || rule.Texts("resources").Contains("*"))
                yield return role.Warning(
                    rule,
                    $"ServiceAccount {account} gets rights by *",
                    "whoever takes over the edge gets all of them",
                    "name the resources and verbs; deploy/manifests/rbac.yaml has the whole list"
                );
        }
    }

    // Where Endpoints may be read and slices may not, the edge works; where neither may be, it has no addresses at all.
    private static Right Graver(Right right, Node[] rules) =>
        right.Resource != "endpointslices"
        || rules.Any(rule => Allows(rule, new("", "endpoints", read, default, ""), "list"))
            ? right
            : right with
            {
                Severity = FindingSeverity.Error,
                Meaning = "addresses of pods are unknown, so every request is answered 503",
            };

    // Events have two names for the same objects.
    private static bool IsCovered(Right right, Node[] rules) =>
        right.Resource == "events" && rules.Any(rule => Allows(rule, right with { Group = "events.k8s.io" }, "create"));

    private static SetObject? RoleOf(SetObject binding, ManifestSet set)
    {
        var kind = binding.Tree.Text("roleRef", "kind") ?? "";
        var name = binding.Tree.Text("roleRef", "name") ?? "";
        return set.OfKind(kind)
            .FirstOrDefault(role =>
                role.Name == name && (kind == "ClusterRole" || role.Namespace == binding.Namespace)
            );
    }

    private static bool Allows(Node rule, Right right, string verb) =>
        Has(rule.Texts("apiGroups"), right.Group)
        && Has(rule.Texts("resources"), right.Resource)
        && Has(rule.Texts("verbs"), verb)
        && rule.Items("resourceNames").Count == 0;

    private static bool Has(string[] texts, string text) => texts.Contains(text) || texts.Contains("*");

    private sealed record Right(string Group, string Resource, string[] Verbs, FindingSeverity Severity, string Meaning)
    {
        public string Words => Group.Length == 0 ? Resource : $"{Resource} of {Group}";
    }
}
