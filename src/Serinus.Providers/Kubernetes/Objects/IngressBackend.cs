namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>What serves a path: a port of a Service of the same namespace, or another kind of object, which is not supported.</summary>
/// <param name="Service">Name of the Service; null when <paramref name="Resource"/> is given.</param>
/// <param name="Port">Its port.</param>
/// <param name="Resource"><c>Kind/name</c> of <c>resource</c>, or null.</param>
internal sealed record IngressBackend(string? Service, PortReference Port, string? Resource);
