using Serinus.Providers.Kubernetes.Ingresses;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>Whether anybody serves the class an Ingress asks for.</summary>
internal static class IngressClasses
{
    public static IEnumerable<Finding> Check(ManifestSet set, IReadOnlyList<IngressEntry> ingresses) =>
        Twice(ingresses).Concat(set.Edges.IsEmpty ? [] : Ignored(set, ingresses));

    /// <summary>Whether the set has the class, of another controller than ours.</summary>
    public static bool IsForeign(string name, ManifestSet set) =>
        set.Find("IngressClass", "", name) is { } found
        && found.Tree.Text("spec", "controller") is { } controller
        && controller != ClassSelection.Controller;

    private static IEnumerable<Finding> Twice(IReadOnlyList<IngressEntry> ingresses) =>
        from ingress in ingresses
        where ingress.Ingress.ClassName is not null && ingress.Annotation(IngressEntry.ClassAnnotation) is not null
        select ingress.Object.Error(
            ingress.Annotation(IngressEntry.ClassAnnotation),
            $"both {IngressEntry.ClassAnnotation} and spec.ingressClassName are given",
            "the API server refuses to create the object",
            "remove the annotation"
        );

    private static IEnumerable<Finding> Ignored(ManifestSet set, IReadOnlyList<IngressEntry> ingresses)
    {
        var unserved = ingresses
            .Where(ingress => !set.Edges.Any(edge => Serves(edge, ingress.ClassName)))
            .Where(ingress => set.Find("IngressClass", "", ingress.ClassName) is null || IsAsleep(set))
            .GroupBy(ingress => ingress.ClassName);
        foreach (var group in unserved)
        {
            var (first, edge) = (group.First(), set.Edges[0]);
            var others = group.Count() - 1;
            yield return first.Object.Make(
                set.IsCluster ? FindingSeverity.Warning : FindingSeverity.Error,
                first.ClassPlace,
                (group.Key.Length == 0 ? "an Ingress without a class" : $"class {group.Key}")
                    + $" is not served by {edge.Object}"
                    + (others == 0 ? "" : $" (and {others} more of this class)"),
                "the Ingress is ignored, and its hosts are answered 404",
                Cure(edge, group.Key)
            );
        }
    }

    // Serinus serves a class by its controller; Traefik of this generation does not know IngressClass objects.
    private static bool IsAsleep(ManifestSet set) => !set.Edges.Any(edge => edge.IsSerinus);

    private static bool Serves(Edge edge, string name)
    {
        if (!edge.IsSerinus)
        {
            var wanted =
                edge.Option("kubernetes.ingressclass") ?? edge.Config?.Tree.Text("kubernetes", "ingressClass") ?? "";
            return wanted.Length == 0
                ? name is "" or "traefik"
                : wanted.Split(',', StringSplitOptions.TrimEntries).Contains(name);
        }

        var given = edge.Config?.Tree.At("kubernetes", "ingressClasses");
        return given is null ? name is "" or "serinus" : given.Texts().Contains(name);
    }

    private static string Cure(Edge edge, string name) =>
        edge.IsSerinus
            ? $"add \"{name}\" to kubernetes.ingressClasses, or make an IngressClass with controller {ClassSelection.Controller}"
        : name.Length == 0 ? "give the Ingress the class of --kubernetes.ingressclass"
        : $"add --kubernetes.ingressclass={name} to the arguments of {edge.Object}";
}
