namespace Serinus.Providers.Kubernetes.Annotations;

/// <summary>What is known of one annotation.</summary>
/// <param name="Name">Its name without prefix, such as <c>service-weights</c>, or the whole name when <paramref name="Prefixes"/> has the empty one.</param>
/// <param name="Prefixes">What may stand before the name, in the order they are looked up.</param>
/// <param name="Target">The kind of object it belongs on.</param>
/// <param name="Fate">What becomes of it.</param>
/// <param name="Advice">How it is honoured, or what to do instead, in one sentence without a capital and full stop; empty when there is nothing to say.</param>
/// <param name="Legacy">A label of old that stands for it, as a whole name, or null.</param>
internal sealed record AnnotationEntry(
    string Name,
    AnnotationPrefixes Prefixes,
    AnnotationTarget Target,
    AnnotationFate Fate,
    string Advice = "",
    string? Legacy = null
)
{
    /// <summary>Whether its routes answer 503 when it is given: without it they would be open to people it keeps out.</summary>
    public bool ClosesRoutes { get; init; }

    /// <summary>The value by which it asks for nothing, so that nothing is lost; null when there is none.</summary>
    public string? Harmless { get; init; }

    /// <summary>Whether a value asks for anything.</summary>
    public bool Asks(string value) =>
        Harmless is null || !value.Trim().Equals(Harmless, StringComparison.OrdinalIgnoreCase);

    /// <summary>Every name it may have on an object, in the order they are looked up.</summary>
    public IEnumerable<string> FullNames =>
        Prefixes.Texts().Select(prefix => prefix + Name).Concat(Legacy is null ? [] : [Legacy]);
}
