namespace Serinus.Admin;

/// <summary>A certificate that is served. Its key is never shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hosts">Hosts it is served for.</param>
/// <param name="NotAfter">When it ends; null when it could not be loaded.</param>
/// <param name="Source">Where it comes from: a file, <c>acme</c>, or the provider's name of the object; null when that is not known.</param>
public sealed record CertificateAnswer(
    string Name,
    IReadOnlyList<string> Hosts,
    DateTimeOffset? NotAfter,
    string? Source
);
