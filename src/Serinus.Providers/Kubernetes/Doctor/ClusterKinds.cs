using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>Kinds that are examined in a cluster. Secrets are not among them: whoever examines need not read them. Of definitions our own are read alone.</summary>
public static class ClusterKinds
{
    /// <summary>The kinds, in the order they are read.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        "ServiceAccount",
        "ClusterRole",
        "ClusterRoleBinding",
        "Role",
        "RoleBinding",
        Definitions.Kind,
        "ConfigMap",
        "Service",
        "DaemonSet",
        "Deployment",
        "StatefulSet",
        "IngressClass",
        "Ingress",
    ];
}
