using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Manifests;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>Everything that can be said of a set of manifests without asking anybody.</summary>
internal static class Examination
{
    /// <summary>What is wrong: errors first, then in the order of the files.</summary>
    /// <param name="documents">The objects.</param>
    /// <param name="isCluster">Whether they are all there is.</param>
    public static ImmutableArray<Finding> Examine(ImmutableArray<ManifestDocument> documents, bool isCluster = false)
    {
        var set = new ManifestSet(documents, isCluster);
        // What belongs to another controller is served by that one, under its rules.
        IngressEntry[] ingresses =
        [
            .. set.OfKind("Ingress")
                .Select(found => new IngressEntry(found))
                .Where(ingress => !IngressClasses.IsForeign(ingress.ClassName, set)),
        ];
        IEnumerable<Finding> findings =
        [
            .. Nameless(set),
            .. ApiVersions.Check(set),
            .. References.Check(set),
            .. Selectors.Check(set),
            .. Rights.Check(set),
            .. Definitions.Check(set),
            .. FlaggerBeside.Check(set),
            .. EdgeSettings.Check(set),
            .. PodSafety.Check(set),
            .. IngressClasses.Check(set, ingresses),
            .. ingresses.SelectMany(IngressShape.Check),
            .. ingresses.SelectMany(ingress => IngressTargets.Check(ingress, set)),
            .. ingresses.SelectMany(IngressWeights.Check),
            .. ingresses.SelectMany(ingress => AnnotationFates.Check(ingress.Object, AnnotationTarget.Ingress)),
            .. set.OfKind("Service").SelectMany(found => AnnotationFates.Check(found, AnnotationTarget.Service)),
            .. IngressConflicts.Check(ingresses),
        ];
        // The order of the rules stays among findings of one place, and in a cluster, which has no places.
        return
        [
            .. findings
                .Distinct()
                .OrderBy(finding => finding.Severity)
                .ThenBy(finding => finding.Location?.Source, StringComparer.Ordinal)
                .ThenBy(finding => (finding.Location?.Line, finding.Location?.Column)),
        ];
    }

    private static IEnumerable<Finding> Nameless(ManifestSet set) =>
        from found in set.Objects
        let missing = found.Kind.Length == 0 ? "kind"
        : found.Document.ApiVersion.Length == 0 ? "apiVersion"
        : found.Name.Length == 0 && found.Tree.At("metadata", "generateName") is null ? "metadata.name"
        : null
        where
            missing is not null && found.Document.ApiVersion.StartsWith("kustomize.", StringComparison.Ordinal) is false
        select found.Error(null, $"{missing} is missing", "kubectl refuses the object", $"add {missing}");
}
