using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>The paths of one host.</summary>
/// <param name="Host">Host, or empty for any.</param>
/// <param name="HasHttp">False when the rule has no <c>http</c>, and so no paths: everything of the host goes to the default backend.</param>
/// <param name="Paths">Its paths, in their order.</param>
internal sealed record IngressRule(string Host, bool HasHttp, ImmutableArray<IngressPath> Paths);
