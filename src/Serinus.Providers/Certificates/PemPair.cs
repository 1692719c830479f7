namespace Serinus.Providers.Certificates;

/// <summary>A certificate chain and its private key, both in PEM.</summary>
/// <param name="Chain">The certificate, then those that vouch for it.</param>
/// <param name="Key">The private key.</param>
public sealed record PemPair(string Chain, string Key)
{
    /// <summary>Nothing of it: a key must not get into a log by accident.</summary>
    public override string ToString() => "a certificate with its key";
}
