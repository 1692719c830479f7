using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>What routes need to know of a Canary: the Services between which it moves requests. They are of its own namespace.</summary>
/// <param name="Key">The Canary.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Apex">Service that stands for both; null where each is named by itself.</param>
/// <param name="Stable">Service of the old version.</param>
/// <param name="Canary">Service of the new version.</param>
/// <param name="Ingresses">Ingresses it moves; all when empty.</param>
internal sealed record ServedCanary(
    ObjectKey Key,
    DateTimeOffset? Created,
    string? Apex,
    string Stable,
    string Canary,
    ImmutableArray<string> Ingresses
)
{
    /// <summary>Annotation of a Service that stands for both and was there before: selector and ports it had.</summary>
    public const string OriginalAnnotation = "serinus.dev/original";

    /// <summary>Whether the two change places by promotion, so that the Service that stands for both may lead to either.</summary>
    public bool ChangesPlaces { get; init; }

    /// <summary>Whether it moves an Ingress.</summary>
    public bool Moves(ObjectKey ingress) =>
        ingress.Namespace == Key.Namespace && (Ingresses.IsEmpty || Ingresses.Contains(ingress.Name));

    public bool Equals(ServedCanary? other) =>
        other is not null
        && (Key, Created, Apex, Stable, Canary) == (other.Key, other.Created, other.Apex, other.Stable, other.Canary)
        && ChangesPlaces == other.ChangesPlaces
        && Ingresses.SequenceEqual(other.Ingresses);

    public override int GetHashCode() => HashCode.Combine(Key, Apex, Stable, Canary);
}
