namespace Serinus.Admin;

/// <summary>The certificates served now.</summary>
/// <param name="Generation">The snapshot they are of.</param>
/// <param name="Certificates">The certificates.</param>
public sealed record CertificatesAnswer(long Generation, IReadOnlyList<CertificateAnswer> Certificates);
