namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>A path of a rule and what serves it.</summary>
/// <param name="Path">The path; empty for any.</param>
/// <param name="Type"><c>Exact</c>, <c>Prefix</c> or <c>ImplementationSpecific</c>, as written; null when absent.</param>
/// <param name="Backend">What serves it.</param>
internal sealed record IngressPath(string Path, string? Type, IngressBackend Backend);
