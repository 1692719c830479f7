using System.Collections.Immutable;
using Serinus.Providers.Certificates;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>
/// Certificates and authorities of entry points, of the file provider and of upstreams. They are read at start, as frontends of TOML are. A
/// certificate that cannot be served is left out alone, and named.
/// </summary>
internal sealed class CertificateTranslator(StaticReader reader, PemSource files)
{
    private readonly ImmutableArray<CertificateConfig>.Builder certificates =
        ImmutableArray.CreateBuilder<CertificateConfig>();

    /// <summary>The certificates that can be served.</summary>
    public ImmutableArray<CertificateConfig> Certificates => certificates.ToImmutable();

    /// <summary>Adds a certificate; false when it cannot be served.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="chain">Chain, as a path or in PEM.</param>
    /// <param name="key">Private key, as a path or in PEM.</param>
    /// <param name="place">Where they are named.</param>
    public bool Add(string name, string? chain, string? key, Location? place)
    {
        var id = new ObjectId(ObjectId.Certificate, name);
        if (
            Text(id, "certFile", chain, place) is not { } chainText
            || Text(id, "keyFile", key, place) is not { } keyText
        )
            return false;
        var pair = CertificatePair.Read(chainText, keyText);
        if (pair.Trouble is { } trouble)
        {
            var (field, said) = trouble.IsKey ? ("keyFile", key!) : ("certFile", chain!);
            Error(id, field, place, $"{PemSource.Named(said)} {trouble.Message}", trouble.Cure);
            return false;
        }

        certificates.Add(
            new CertificateConfig
            {
                Name = name,
                Hosts = pair.Hosts,
                Chain = chainText,
                Key = keyText,
                Origin = place is { } at ? new Origin(at.Source, [("", at.Line, at.Column)]) : null,
            }
        );
        return true;
    }

    /// <summary>The certificates of authorities, all in one text; null, with the trouble, when one of them cannot be used.</summary>
    public (string? Text, string Trouble) Authorities(IEnumerable<string> said)
    {
        var texts = new List<string>();
        foreach (var each in said)
        {
            var (text, trouble) = files.Read(each);
            if (text is null)
                return (null, trouble);
            if (AuthorityText.TroubleOf(text) is { } broken)
                return (null, $"{PemSource.Named(each)} {broken.Message}");
            texts.Add(text.Trim());
        }

        return texts.Count == 0 ? (null, "no file is named") : (string.Join('\n', texts) + "\n", "");
    }

    private string? Text(ObjectId id, string field, string? said, Location? place)
    {
        if (string.IsNullOrEmpty(said))
        {
            Error(id, field, place, "it is not given", "name the file that holds it, in PEM");
            return null;
        }

        var (text, trouble) = files.Read(said);
        if (text is null)
            Error(id, field, place, trouble, "correct the path, or let the user that runs Serinus read it");
        return text;
    }

    private void Error(ObjectId id, string field, Location? place, string message, string cure) =>
        reader.Report(Severity.Error, id, field, place, $"{message}; it is not served", cure);
}
