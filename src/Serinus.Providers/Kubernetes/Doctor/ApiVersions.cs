using Serinus.Providers.Kubernetes.Manifests;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>API versions that clusters no longer serve.</summary>
internal static class ApiVersions
{
    private const string Gone = "";

    /// <summary>Version, kind (any when empty), the release that ended it, and what to write instead.</summary>
    private static readonly (string Version, string Kind, string Release, string Current)[] removed =
    [
        ("extensions/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1"),
        ("extensions/v1beta1", "NetworkPolicy", "1.16", "networking.k8s.io/v1"),
        ("extensions/v1beta1", "PodSecurityPolicy", "1.16", Gone),
        ("extensions/v1beta1", "", "1.16", "apps/v1"),
        ("networking.k8s.io/v1beta1", "", "1.22", "networking.k8s.io/v1"),
        ("apps/v1beta1", "", "1.16", "apps/v1"),
        ("apps/v1beta2", "", "1.16", "apps/v1"),
        ("rbac.authorization.k8s.io/v1alpha1", "", "1.22", "rbac.authorization.k8s.io/v1"),
        ("rbac.authorization.k8s.io/v1beta1", "", "1.22", "rbac.authorization.k8s.io/v1"),
        ("coordination.k8s.io/v1beta1", "", "1.22", "coordination.k8s.io/v1"),
        ("apiextensions.k8s.io/v1beta1", "", "1.22", "apiextensions.k8s.io/v1"),
        ("admissionregistration.k8s.io/v1beta1", "", "1.22", "admissionregistration.k8s.io/v1"),
        ("scheduling.k8s.io/v1beta1", "", "1.22", "scheduling.k8s.io/v1"),
        ("policy/v1beta1", "PodSecurityPolicy", "1.25", Gone),
        ("policy/v1beta1", "", "1.25", "policy/v1"),
        ("discovery.k8s.io/v1beta1", "", "1.25", "discovery.k8s.io/v1"),
        ("batch/v1beta1", "", "1.25", "batch/v1"),
        ("autoscaling/v2beta1", "", "1.25", "autoscaling/v2"),
        ("autoscaling/v2beta2", "", "1.26", "autoscaling/v2"),
    ];

    public static IEnumerable<Finding> Check(ManifestSet set)
    {
        foreach (var found in set.Objects)
        {
            var version = found.Document.ApiVersion;
            var row = removed.FirstOrDefault(row =>
                row.Version == version && (row.Kind.Length == 0 || row.Kind == found.Kind)
            );
            if (row.Version is null)
                continue;
            yield return found.Error(
                found.Tree.At("apiVersion"),
                $"{version} is an API version that Kubernetes {row.Release} removed",
                "clusters of that release or later refuse the object",
                Cure(found.Kind, row.Current)
            );
        }
    }

    private static string Cure(string kind, string current) =>
        (kind, current) switch
        {
            (_, Gone) => "remove it; namespaces with pod security labels took its place",
            ("Ingress", _) => $"write {current}; serinus migrate traefik -f FILE does it",
            _ => $"write {current}",
        };
}
