using System.Collections.Frozen;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>What every object says of itself.</summary>
/// <param name="Key">Namespace and name.</param>
/// <param name="Uid">Identity over its whole life; empty in a manifest.</param>
/// <param name="ResourceVersion">Version of its content, opaque; empty in a manifest.</param>
/// <param name="Created">When it was made; null in a manifest.</param>
/// <param name="Labels">Labels.</param>
/// <param name="Annotations">Annotations, but for <c>kubectl.kubernetes.io/last-applied-configuration</c>, which repeats the object.</param>
internal sealed record ObjectMeta(
    ObjectKey Key,
    string Uid,
    string ResourceVersion,
    DateTimeOffset? Created,
    FrozenDictionary<string, string> Labels,
    FrozenDictionary<string, string> Annotations
);
