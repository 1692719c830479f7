using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Doctor;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Migrate;

/// <summary>The annotations of a migrated Ingress, and those that were left out.</summary>
/// <param name="Kept">The annotations it has.</param>
/// <param name="LeftOut">Those that have no effect any more, to be kept as a comment.</param>
internal sealed record AnnotationMigration(MapNode Kept, IReadOnlyList<MapEntry> LeftOut)
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const string ServiceWeights = "service-weights";
    private const string RuleTypeName = "rule-type";

    private static readonly string ownWeights = AnnotationPrefixTexts.Own + OwnAnnotations.Weights;

    /// <summary>The annotation that makes paths mean what they did; null when the Ingress has none.</summary>
    public static string CompatName { get; } = AnnotationPrefixTexts.Own + OwnAnnotations.Compat;

    public static AnnotationMigration Of(ManifestDocument ingress, MigrationReport report)
    {
        var kept = NodeMaking.Map();
        var leftOut = new List<MapEntry>();
        foreach (var annotation in ingress.Tree.Entries("metadata", "annotations"))
        {
            if (annotation.Key is LastApplied or OwnAnnotations.Class)
                continue;
            if (AnnotationCatalog.Find(annotation.Key, AnnotationTarget.Ingress) is not { } entry)
                Unknown(annotation, kept, leftOut, report);
            else if (entry is { Name: ServiceWeights, Prefixes: AnnotationPrefixes.Traefik })
                Weights(annotation, ingress, kept, report);
            else if (
                entry is not { Name: RuleTypeName }
                || RuleOf(ingress.Tree) is "PathStrip" or "PathPrefixStrip" or "ReplacePath"
            )
                Known(annotation, entry, kept, leftOut, report);
        }

        return new AnnotationMigration(kept, leftOut);
    }

    /// <summary>The rule type of an Ingress, under any of its names; null when it has none.</summary>
    public static string? RuleOf(MapNode ingress) =>
        AnnotationCatalog
            .Entries.First(entry => entry is { Name: RuleTypeName, Prefixes: AnnotationPrefixes.Traefik })
            .FullNames.Select(name => ingress.Text("metadata", "annotations", name))
            .FirstOrDefault(text => text is not null);

    /// <summary>Annotations of Services stay where they are; those that have no effect are named.</summary>
    public static void OfService(ManifestDocument service, MigrationReport report)
    {
        foreach (var annotation in service.Tree.Entries("metadata", "annotations"))
        {
            var entry = AnnotationCatalog.Find(annotation.Key, AnnotationTarget.Service);
            if (entry?.Fate == AnnotationFate.NotHonoured)
                report.Missing(
                    annotation.Value,
                    Field(annotation),
                    "has no equivalent, and has no effect where it is",
                    entry.Advice
                );
            else if (entry?.Fate == AnnotationFate.HonouredDifferently)
                report.Different(annotation.Value, Field(annotation), "works in another way", entry.Advice);
        }
    }

    // Annotations of other programs, such as those that make certificates, are none of our business.
    private static void Unknown(MapEntry annotation, MapNode kept, List<MapEntry> leftOut, MigrationReport report)
    {
        if (!AnnotationFates.IsOfAFamily(annotation.Key))
        {
            kept.Put(annotation.Key, annotation.Value);
            return;
        }

        leftOut.Add(annotation);
        report.Missing(
            annotation.Value,
            Field(annotation),
            "is not known on an Ingress, and is left out",
            "see what it was to do, and whether an annotation that is known does it"
        );
    }

    // Ours means the same, and says whose it is; where both are given, ours counts already.
    private static void Weights(MapEntry annotation, ManifestDocument ingress, MapNode kept, MigrationReport report)
    {
        var isShadowed =
            kept.Find(ownWeights) is not null
            || ingress.Tree.At("metadata", "annotations").Entry(ownWeights) is not null;
        if (isShadowed)
            report.Different(
                annotation.Value,
                Field(annotation),
                "is left out: another annotation gives the weights already",
                "nothing is to be done"
            );
        else
            kept.Put(ownWeights, annotation.Value);
    }

    private static void Known(
        MapEntry annotation,
        AnnotationEntry entry,
        MapNode kept,
        List<MapEntry> leftOut,
        MigrationReport report
    )
    {
        if (entry.Fate == AnnotationFate.NotHonoured && !entry.ClosesRoutes)
        {
            leftOut.Add(annotation);
            report.Missing(annotation.Value, Field(annotation), "has no equivalent, and is left out", entry.Advice);
            return;
        }

        kept.Put(annotation.Key, annotation.Value);
        if (annotation.Value is ScalarNode value && !entry.Asks(value.Text))
            return;
        if (entry.ClosesRoutes)
            // Left out, it would open to everybody what it kept them out of.
            report.Missing(
                annotation.Value,
                Field(annotation),
                "has no equivalent, and stays: as long as it is there, its routes answer 503",
                entry.Advice
            );
        else if (entry.Fate == AnnotationFate.HonouredDifferently)
            report.Different(annotation.Value, Field(annotation), "works in another way", entry.Advice);
    }

    private static string Field(MapEntry annotation) => $"annotation {annotation.Key}";
}
