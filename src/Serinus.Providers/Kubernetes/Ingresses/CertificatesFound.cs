using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>The certificates that Ingresses need.</summary>
/// <param name="Certificates">Those that can be served; of two for one host, the first counts.</param>
/// <param name="Unreadable">Those that are there and cannot be read, so that their last good versions stay.</param>
/// <param name="Problems">What is wrong with them.</param>
internal sealed record CertificatesFound(
    ImmutableArray<CertificateConfig> Certificates,
    ImmutableArray<ObjectId> Unreadable,
    List<Problem> Problems
);
