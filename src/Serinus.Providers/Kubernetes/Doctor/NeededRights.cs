using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Resources;
using Serinus.Providers.Kubernetes.Roles;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>The rights the program goes by, and what it means when one is missing.</summary>
internal static class NeededRights
{
    /// <summary>What an edge that serves needs. Rights without an entry are for what not everybody uses, such as Secrets for TLS.</summary>
    private static readonly Dictionary<(string Group, string Resource), (FindingSeverity, string)> lacks = new()
    {
        [("", "services")] = (FindingSeverity.Error, "no Ingress can be served: ports are looked up in Services"),
        [("networking.k8s.io", "ingresses")] = (
            FindingSeverity.Error,
            "Ingresses of Kubernetes 1.22 and later cannot be read"
        ),
        [("networking.k8s.io", "ingressclasses")] = (
            FindingSeverity.Warning,
            "classes are known by name only, not by their controller"
        ),
        [("discovery.k8s.io", "endpointslices")] = (
            FindingSeverity.Warning,
            "without EndpointSlices, Endpoints are read, which Kubernetes 1.33 deprecates"
        ),
        [("networking.k8s.io", "ingresses/status")] = (
            FindingSeverity.Warning,
            "addresses are not written to Ingresses, so external-dns makes no records"
        ),
        [("", "events")] = (FindingSeverity.Warning, "problems are not shown by kubectl describe"),
        [("coordination.k8s.io", "leases")] = (
            FindingSeverity.Warning,
            "no replica can be chosen to write statuses and Events, so none does"
        ),
    };

    /// <summary>What every edge needs.</summary>
    public static IEnumerable<NeededRight> ToServe { get; } =
    [
        .. from rule in EdgeRoles.Serving.Rules.Concat(EdgeRoles.Leading.Rules)
        from resource in rule.Resources
        where lacks.ContainsKey((rule.Group, resource))
        let lack = lacks[(rule.Group, resource)]
        select new NeededRight(rule.Group, resource, rule.Verbs, lack.Item1, lack.Item2),
    ];

    /// <summary>What tells whether an account was given the rights to lead at all.</summary>
    public static NeededRight Canaries { get; } =
        new(CustomResource.Group, CustomResources.Canary.Plural, ["list"], FindingSeverity.Error, "no rollout is led");

    /// <summary>What an edge needs beside, when it leads rollouts as its configuration says.</summary>
    public static IEnumerable<NeededRight> ToLead(RolloutSettings settings)
    {
        var comment = "";
        foreach (var rule in EdgeRoles.Rollouts.Rules)
        {
            if (rule.Comment.Length > 0)
                comment = rule.Comment;
            foreach (var resource in rule.Resources)
            {
                if (!IsUsed(rule.Group, resource, settings))
                    continue;
                var told = ToServe.Where(right => right.Group == rule.Group && right.Resource == resource);
                ImmutableArray<string> verbs = [.. rule.Verbs.Except(told.SelectMany(right => right.Verbs))];
                yield return new NeededRight(rule.Group, resource, verbs, SeverityOf(rule), Meaning(comment));
            }
        }
    }

    private static bool IsUsed(string group, string resource, RolloutSettings settings) =>
        (group, resource) switch
        {
            (EdgeRoles.FlaggerGroup, _) => settings.ReadsFlagger,
            ("coordination.k8s.io", _) => settings.ReadsFlagger && settings.FlaggerNamespace is null,
            // Only where a target has such an autoscaler, or mounts Secrets that are copied with it.
            ("keda.sh", _) or ("", "secrets") => false,
            _ => true,
        };

    private static FindingSeverity SeverityOf(RoleRule rule) =>
        rule.Group == CustomResource.Group ? FindingSeverity.Error : FindingSeverity.Warning;

    private static string Meaning(string comment) =>
        $"rollouts need it: {string.Join(' ', comment.Split('\n', StringSplitOptions.TrimEntries))}";
}
