using System.Collections.Immutable;
using System.Globalization;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Secrets;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>The certificates of the Ingresses served, kept as long as nothing about them changes. Used by one thread at a time.</summary>
internal sealed class LiveCertificates(TimeProvider time)
{
    private const string Cure = "put certificate and key into tls.crt and tls.key, in PEM";

    private Dictionary<ObjectKey, (SecretObject Secret, CertificateReading Reading)> known = [];
    private Dictionary<ObjectKey, CertificateConfig> served = [];

    /// <summary>The certificates that Ingresses need, those of the oldest first, with what is wrong with them.</summary>
    public CertificatesFound Read(ImmutableArray<IngressPlan> plans, ClusterView view)
    {
        var problems = new List<Problem>();
        var readings = Readings(plans, view, problems);
        var claims = Claims(plans, readings, problems);
        known = readings;
        served = readings
            .Where(pair => pair.Value.Reading.Config is not null)
            .ToDictionary(pair => pair.Key, pair => Served(pair.Key, pair.Value.Reading.Config!, claims));
        return new CertificatesFound(
            [.. readings.Keys.Where(served.ContainsKey).Select(key => served[key])],
            [
                .. plans
                    .SelectMany(plan => plan.Secrets)
                    .Select(secret => secret.Key)
                    .Distinct()
                    .Where(key => !served.ContainsKey(key))
                    .Where(key => view.Secrets.ContainsKey(key) || view.UnreadableSecrets.ContainsKey(key))
                    .Select(key => new ObjectId(ObjectId.Certificate, key.ToString())),
            ],
            problems
        );
    }

    private Dictionary<ObjectKey, (SecretObject Secret, CertificateReading Reading)> Readings(
        ImmutableArray<IngressPlan> plans,
        ClusterView view,
        List<Problem> problems
    )
    {
        var readings = new Dictionary<ObjectKey, (SecretObject, CertificateReading)>();
        foreach (var plan in plans)
        {
            foreach (var (key, field, _) in plan.Secrets)
            {
                var report = new ObjectProblems(Kinds.Ingress, plan.Key);
                if (view.Secrets.TryGetValue(key, out var secret))
                {
                    var isFirst = !readings.ContainsKey(key);
                    var reading = ReadingOf(key, secret);
                    readings[key] = (secret, reading);
                    Report(key, field, reading, report, isFirst ? problems : null);
                }
                else if (view.UnreadableSecrets.TryGetValue(key, out var reason))
                    report.Warn(
                        field,
                        $"Secret {key} cannot be read: {reason}; what was read of it before is served on",
                        "allow the edge to read it"
                    );
                else
                    report.Warn(
                        field,
                        $"Secret {key} does not exist; its hosts have no certificate of their own",
                        "create it with type kubernetes.io/tls, and allow the edge to read it"
                    );

                problems.AddRange(report.ToImmutable());
            }
        }

        return readings;
    }

    /// <summary>Gives each host to one Secret, and names the Ingresses that get another certificate than they ask for.</summary>
    private static CertificateClaims Claims(
        ImmutableArray<IngressPlan> plans,
        Dictionary<ObjectKey, (SecretObject Secret, CertificateReading Reading)> readings,
        List<Problem> problems
    )
    {
        var claims = new CertificateClaims();
        foreach (var plan in plans)
        {
            var report = new ObjectProblems(Kinds.Ingress, plan.Key);
            foreach (var (key, field, hosts) in plan.Secrets)
            {
                if (!readings.TryGetValue(key, out var read) || read.Reading.Config is not { } config)
                    continue;
                foreach (var host in hosts)
                {
                    if (!CertificateClaims.Names(config.Hosts, host))
                        report.Warn(
                            field,
                            $"the certificate of Secret {key} is not for {host}, which is not served with it",
                            $"get a certificate that names {host}"
                        );
                    else if (claims.Claim(host, key) is { } owner)
                        report.Warn(
                            field,
                            $"{host} is served with the certificate of Secret {owner}, which an older Ingress asks for",
                            "name the same Secret in both, or take the host out of one of them"
                        );
                }
            }

            problems.AddRange(report.ToImmutable());
        }

        foreach (var (key, (_, reading)) in readings)
        {
            foreach (var host in reading.Config?.Hosts ?? [])
                claims.Claim(host, key);
        }

        return claims;
    }

    private CertificateReading ReadingOf(ObjectKey key, SecretObject secret) =>
        known.TryGetValue(key, out var last) && ReferenceEquals(last.Secret, secret)
            ? last.Reading
            : CertificateReader.Read(secret);

    private CertificateConfig Served(ObjectKey key, CertificateConfig read, CertificateClaims claims)
    {
        var hosts = claims.HostsOf(key);
        return
            served.TryGetValue(key, out var before)
            && before.Chain == read.Chain
            && before.Key == read.Key
            && before.Hosts.SequenceEqual(hosts)
            ? before
            : read with
            {
                Hosts = hosts,
            };
    }

    private void Report(
        ObjectKey key,
        string field,
        CertificateReading reading,
        ObjectProblems ofIngress,
        List<Problem>? ofSecrets
    )
    {
        var ofSecret = new ObjectProblems(Kinds.Secret, key);
        if (reading.Config is null)
        {
            ofSecret.Error("data", $"{reading.Trouble}; its last good version is served, if there was one", Cure);
            ofIngress.Error(
                field,
                $"Secret {key} holds no certificate: {reading.Trouble}; routes are not affected",
                Cure
            );
        }
        else if (reading.Expires < time.GetUtcNow().UtcDateTime)
        {
            var when = reading.Expires.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            ofSecret.Warn("data", $"its certificate expired on {when} and is served all the same", "renew it");
            ofIngress.Warn(field, $"the certificate of Secret {key} expired on {when}", "renew it");
        }

        ofSecrets?.AddRange(ofSecret.ToImmutable());
    }
}
