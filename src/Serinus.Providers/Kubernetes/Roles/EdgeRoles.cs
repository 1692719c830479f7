using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Roles;

/// <summary>What an edge needs to be allowed in a cluster, and what for.</summary>
internal static class EdgeRoles
{
    private static readonly ImmutableArray<string> read = ["get", "list", "watch"];
    private static readonly ImmutableArray<string> keep =
    [
        "get",
        "list",
        "watch",
        "create",
        "update",
        "patch",
        "delete",
    ];

    /// <summary>Ingresses are served, and told what is wrong with them.</summary>
    public static Role Serving { get; } =
        new(
            "serinus",
            IsClusterWide: true,
            "What the edge reads in the whole cluster.",
            [
                new("", ["services", "endpoints"], read),
                new("discovery.k8s.io", ["endpointslices"], read),
                new("networking.k8s.io", ["ingresses", "ingressclasses"], read),
                new("gateway.networking.k8s.io", ["referencegrants"], read),
                new(
                    "",
                    ["secrets"],
                    read,
                    """
                    Certificates and passwords of Ingresses. To narrow it: remove this rule, and add a Role with it and a RoleBinding to
                    ServiceAccount serinus/serinus in each namespace that has such Secrets. Elsewhere everything but TLS and auth works.
                    """
                ),
                new(
                    "networking.k8s.io",
                    ["ingresses/status"],
                    ["update", "patch"],
                    "What the edge tells of an Ingress: its address, and what is wrong with it."
                ),
                new("", ["events"], ["create", "patch"]),
            ]
        );

    /// <summary>Replicas agree which of them writes, and which leads rollouts.</summary>
    public static Role Leading { get; } =
        new(
            "serinus",
            IsClusterWide: false,
            "Which of the replicas writes statuses and Events, and which leads rollouts.",
            [new("coordination.k8s.io", ["leases"], ["get", "create", "update"])]
        );

    /// <summary>Rollouts are led.</summary>
    public static Role Rollouts { get; } =
        new(
            "serinus-rollouts",
            IsClusterWide: true,
            """
            What the edge that leads rollouts does in the whole cluster. Leave this file out where no Canary is used: kubernetes.rollouts of
            the configuration turns them on.
            """,
            [
                new(
                    CustomResource.Group,
                    [.. CustomResources.All.Select(resource => resource.Plural)],
                    read,
                    "What is asked for. Canaries of annotated Ingresses and of flagger.app are made and removed, runs kept and forgotten."
                ),
                new(
                    CustomResource.Group,
                    [CustomResources.Canary.Plural, CustomResources.CanaryRun.Plural],
                    ["create", "update", "patch", "delete"]
                ),
                new(CustomResource.Group, ["canaries/status", "canaries/finalizers"], ["update", "patch"]),
                new(
                    FlaggerGroup,
                    ["canaries", "metrictemplates", "alertproviders"],
                    read,
                    "Objects of Flagger, for kubernetes.rollouts.flagger."
                ),
                new(FlaggerGroup, ["canaries/status"], ["update", "patch"]),
                new(
                    "coordination.k8s.io",
                    ["leases"],
                    ["list"],
                    """
                    Whether a Flagger leads: then its objects are left to it. With kubernetes.rollouts.flaggerNamespace remove this rule, and
                    add a Role with get of leases in that namespace.
                    """
                ),
                new(
                    "apps",
                    ["deployments", "daemonsets", "statefulsets"],
                    keep,
                    "Targets are scaled, and their primaries made, promoted and scaled."
                ),
                new(
                    "apps",
                    ["controllerrevisions"],
                    ["get", "list", "create", "delete"],
                    "Pod templates of versions that were promoted, so that somebody can go back to them."
                ),
                new(
                    "",
                    ["services", "configmaps"],
                    keep,
                    "What goes with a primary: Services, copies of configuration, autoscalers."
                ),
                new("", ["secrets"], ["create", "update", "patch", "delete"]),
                new("autoscaling", ["horizontalpodautoscalers"], keep),
                new("keda.sh", ["scaledobjects"], keep),
                new(
                    "networking.k8s.io",
                    ["ingresses/finalizers"],
                    ["update"],
                    "Canaries made for Ingresses belong to them, and go with them."
                ),
            ]
        );

    /// <summary>Group of Flagger's objects.</summary>
    public const string FlaggerGroup = "flagger.app";
}
