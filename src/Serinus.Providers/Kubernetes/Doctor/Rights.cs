using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>What the service account of an edge may do, beside what the edge does.</summary>
internal static class Rights
{
    public static IEnumerable<Finding> Check(ManifestSet set)
    {
        if (!set.OfKind("ClusterRole").Concat(set.OfKind("Role")).Any())
            return [];
        return set
            .Edges.GroupBy(edge => edge.Workload.ServiceAccount)
            .SelectMany(edges => Account(edges.Key, [.. edges], set));
    }

    private static IEnumerable<Finding> Account(string account, Edge[] edges, ManifestSet set)
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
        var leader = RolloutSettings.Of(edges).FirstOrDefault(settings => settings.Leads);
        var mayLead = leader is not null && rules.Any(rule => Allows(rule, NeededRights.Canaries, "list"));
        foreach (var right in NeededRights.ToServe.Concat(mayLead ? NeededRights.ToLead(leader!) : []))
        {
            if (Lack(account, Graver(right, rules), rules, holder) is { } lack)
                yield return lack;
        }

        if (leader is not null && !mayLead)
            yield return leader.Make(
                FindingSeverity.Error,
                $"kubernetes.rollouts is on, and ServiceAccount {account} may not list {NeededRights.Canaries.Words}",
                "no rollout is led",
                $"apply deploy/manifests/rbac-rollouts.yaml, with {account} as the subject of its binding"
            );

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

    private static Finding? Lack(string account, NeededRight right, Node[] rules, SetObject holder)
    {
        var verbs = right.Verbs.Where(verb => !rules.Any(rule => Allows(rule, right, verb))).ToArray();
        return verbs.Length == 0 || IsCovered(right, rules)
            ? null
            : holder.Make(
                right.Severity,
                holder.Tree.At("rules"),
                $"ServiceAccount {account} may not {string.Join(", ", verbs)} {right.Words}",
                right.Meaning,
                $"add the rule {{ apiGroups: [\"{right.Group}\"], resources: [{right.Resource}], verbs: [{string.Join(", ", right.Verbs)}] }}"
                    + (right.Resource == "leases" ? " to a Role of its own namespace" : "")
            );
    }

    // Where Endpoints may be read and slices may not, the edge works; where neither may be, it has no addresses at all.
    private static NeededRight Graver(NeededRight right, Node[] rules) =>
        right.Resource != "endpointslices"
        || rules.Any(rule => Allows(rule, right with { Group = "", Resource = "endpoints" }, "list"))
            ? right
            : right with
            {
                Severity = FindingSeverity.Error,
                Meaning = "addresses of pods are unknown, so every request is answered 503",
            };

    // Events have two names for the same objects.
    private static bool IsCovered(NeededRight right, Node[] rules) =>
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

    private static bool Allows(Node rule, NeededRight right, string verb) =>
        Has(rule.Texts("apiGroups"), right.Group)
        && Has(rule.Texts("resources"), right.Resource)
        && Has(rule.Texts("verbs"), verb)
        && rule.Items("resourceNames").Count == 0;

    private static bool Has(string[] texts, string text) => texts.Contains(text) || texts.Contains("*");
}
