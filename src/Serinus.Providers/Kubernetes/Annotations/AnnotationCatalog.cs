using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Annotations;

/// <summary>Every annotation that means something to us: those of Traefik 1.7, those of ingress-nginx in common use, and our own.</summary>
internal static class AnnotationCatalog
{
    /// <summary>All entries, grouped by family.</summary>
    public static ImmutableArray<AnnotationEntry> Entries { get; } =
    [.. OwnAnnotations.Entries, .. TraefikAnnotations.Entries, .. NginxAnnotations.Entries];

    private static readonly FrozenDictionary<(string Name, AnnotationTarget Target), AnnotationEntry> byFullName =
        Entries
            .SelectMany(entry => entry.FullNames.Select(name => (Key: (name, entry.Target), Entry: entry)))
            .ToFrozenDictionary(pair => pair.Key, pair => pair.Entry);

    private static readonly FrozenDictionary<(AnnotationPrefixes, string, AnnotationTarget), string> legacy = Entries
        .Where(entry => entry.Legacy is not null)
        .ToFrozenDictionary(entry => (entry.Prefixes, entry.Name, entry.Target), entry => entry.Legacy!);

    /// <summary>The label of old that stands for an annotation, or null.</summary>
    public static string? Legacy(AnnotationPrefixes prefixes, string name, AnnotationTarget target) =>
        legacy.GetValueOrDefault((prefixes, name, target));

    /// <summary>The entry of an annotation as it is written on an object; null when it means nothing there.</summary>
    public static AnnotationEntry? Find(string fullName, AnnotationTarget target) =>
        byFullName.GetValueOrDefault((fullName, target));
}
