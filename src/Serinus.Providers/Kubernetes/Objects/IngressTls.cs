using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>A certificate of an Ingress.</summary>
/// <param name="Hosts">Hosts it is for; the certificate's own names decide.</param>
/// <param name="SecretName">Secret of the same namespace; null or empty for the default certificate.</param>
internal sealed record IngressTls(ImmutableArray<string> Hosts, string? SecretName);
