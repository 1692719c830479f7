using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>What becomes of annotations, by the catalogue.</summary>
internal static class AnnotationFates
{
    private static readonly ImmutableArray<string> prefixes =
    [
        .. new[] { AnnotationPrefixes.Traefik, AnnotationPrefixes.Nginx, AnnotationPrefixes.Own }.SelectMany(family =>
            family.Texts()
        ),
    ];

    /// <summary>The annotations of an Ingress or a Service.</summary>
    public static IEnumerable<Finding> Check(SetObject found, AnnotationTarget target)
    {
        foreach (var annotation in found.Tree.Entries("metadata", "annotations"))
        {
            if (AnnotationCatalog.Find(annotation.Key, target) is { } entry)
            {
                if (OfEntry(found, annotation, entry) is { } finding)
                    yield return finding;
            }
            else if (IsOfAFamily(annotation.Key))
                yield return found.Warning(
                    annotation.Value,
                    $"annotation {annotation.Key} is not known on {An(target)}",
                    "it has no effect",
                    Where(annotation.Key, target)
                );
        }
    }

    /// <summary>Whether the prefix is one whose names are all in the catalogue.</summary>
    public static bool IsOfAFamily(string name) =>
        prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static Finding? OfEntry(SetObject found, MapEntry annotation, AnnotationEntry entry) =>
        entry.Fate switch
        {
            _ when annotation.Value is ScalarNode value && !entry.Asks(value.Text) => null,
            AnnotationFate.NotHonoured when entry.ClosesRoutes => found.Error(
                annotation.Value,
                $"annotation {annotation.Key} is not honoured, and its routes are closed",
                "every request is answered 503: without it they would be open to people it keeps out",
                entry.Advice
            ),
            AnnotationFate.NotHonoured => found.Warning(
                annotation.Value,
                $"annotation {annotation.Key} is not honoured",
                "it has no effect",
                entry.Advice
            ),
            AnnotationFate.HonouredDifferently => found.Note(
                annotation.Value,
                $"annotation {annotation.Key} is honoured in another way",
                entry.Advice,
                "see that this is what you want"
            ),
            _ => null,
        };

    private static string Where(string name, AnnotationTarget target)
    {
        var other = target == AnnotationTarget.Ingress ? AnnotationTarget.Service : AnnotationTarget.Ingress;
        return AnnotationCatalog.Find(name, other) is null
            ? "correct the name, or remove it"
            : $"move it to the {other}: there it is read";
    }

    private static string An(AnnotationTarget target) =>
        target == AnnotationTarget.Ingress ? "an Ingress" : "a Service";
}
