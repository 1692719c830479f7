using System.Collections.Frozen;
using System.Collections.Immutable;
using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Tls;

/// <summary>The certificates of one snapshot by the host they are served for. Immutable; those that did not change are taken over from the store before.</summary>
internal sealed class CertificateStore
{
    private readonly FrozenDictionary<string, ServedCertificate> byHost;
    private readonly FrozenDictionary<(string Host, string Protocol), ServedCertificate> byProtocol;
    private readonly FrozenDictionary<string, ServedCertificate> byName;
    private readonly ImmutableArray<Certificate> source;

    private CertificateStore(
        ImmutableArray<Certificate> source,
        Dictionary<string, ServedCertificate> byName,
        ImmutableArray<Problem> problems
    )
    {
        this.source = source;
        this.byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
        Problems = problems;
        var hosts = new Dictionary<string, ServedCertificate>(StringComparer.Ordinal);
        var protocols = new Dictionary<(string, string), ServedCertificate>();
        foreach (var certificate in source)
        {
            if (!byName.TryGetValue(certificate.Name, out var served))
                continue;
            foreach (var host in served.Config.Hosts)
            {
                // The first of two for the same host counts, as everywhere.
                if (served.Config.Alpn is { } protocol)
                    protocols.TryAdd((host.ToLowerInvariant(), protocol), served);
                else
                    hosts.TryAdd(host.ToLowerInvariant(), served);
            }
        }

        byHost = hosts.ToFrozenDictionary(StringComparer.Ordinal);
        byProtocol = protocols.ToFrozenDictionary();
    }

    public static CertificateStore Empty { get; } = new([], [], []);

    /// <summary>What could not be loaded.</summary>
    public ImmutableArray<Problem> Problems { get; }

    /// <summary>Protocols that have certificates of their own for some host, with those hosts.</summary>
    public IEnumerable<(string Host, string Protocol)> Special => byProtocol.Keys;

    public bool HasSpecial => byProtocol.Count > 0;

    /// <summary>Builds the store of a snapshot.</summary>
    public static CertificateStore Of(Snapshot snapshot, CertificateStore previous)
    {
        if (previous.source.SequenceEqual(snapshot.Certificates))
            return previous;
        var byName = new Dictionary<string, ServedCertificate>(StringComparer.Ordinal);
        var problems = ImmutableArray.CreateBuilder<Problem>();
        foreach (var certificate in snapshot.Certificates)
        {
            var served =
                previous.byName.GetValueOrDefault(certificate.Name) is { } before
                && (
                    ReferenceEquals(before.Config, certificate.Config)
                    || before.Config.Chain == certificate.Config.Chain
                        && before.Config.Key == certificate.Config.Key
                        && before.Config.Alpn == certificate.Config.Alpn
                        && before.Config.Hosts.SequenceEqual(certificate.Config.Hosts)
                )
                    ? before
                    : ServedCertificate.Load(certificate, out var problem)
                        ?? Complain(problem!, previous.byName.GetValueOrDefault(certificate.Name));
            if (served is not null)
                byName[certificate.Name] = served;
        }

        return new CertificateStore(snapshot.Certificates, byName, problems.ToImmutable());

        ServedCertificate? Complain(Problem problem, ServedCertificate? lastGood)
        {
            problems.Add(problem);
            return lastGood;
        }
    }

    /// <summary>The certificate of a name, as the configuration gives it.</summary>
    public ServedCertificate? Named(string name) => byName.GetValueOrDefault(name);

    /// <summary>The certificate for a host: an exact one before a wildcard, whose star stands for one label (RFC 6125 §6.4.3).</summary>
    public ServedCertificate? For(string host)
    {
        if (host.Length == 0)
            return null;
        if (byHost.TryGetValue(host, out var exact))
            return exact;
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? byHost.GetValueOrDefault($"*{host[dot..]}") : null;
    }

    /// <summary>The certificate for a host that is served for one protocol alone.</summary>
    public ServedCertificate? For(string host, string protocol) => byProtocol.GetValueOrDefault((host, protocol));
}
