using System.Collections.Immutable;
using System.Globalization;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>The certificates of the Ingresses served, kept as long as their Secrets do not change. Used by one thread at a time.</summary>
internal sealed class LiveCertificates(TimeProvider time)
{
    private Dictionary<ObjectKey, (SecretObject Secret, CertificateReading Reading)> known = [];

    /// <summary>The certificates that Ingresses need, in the order of their names, and what is wrong with them.</summary>
    public (ImmutableArray<CertificateConfig> Certificates, List<Problem> Problems) Read(
        ImmutableArray<IngressPlan> plans,
        ClusterView view
    )
    {
        var problems = new List<Problem>();
        var readings = new Dictionary<ObjectKey, (SecretObject, CertificateReading)>();
        foreach (var plan in plans)
        {
            foreach (var (key, field) in plan.Secrets)
            {
                var report = new ObjectProblems(Kinds.Ingress, plan.Key);
                if (view.Secrets.TryGetValue(key, out var secret))
                {
                    var isFirst = !readings.ContainsKey(key);
                    var reading = ReadingOf(key, secret);
                    readings[key] = (secret, reading);
                    Report(key, field, reading, report, isFirst ? problems : null);
                }
                else
                {
                    var why = view.UnreadableSecrets.TryGetValue(key, out var reason)
                        ? $"cannot be read: {reason}"
                        : "does not exist";
                    report.Warn(
                        field,
                        $"Secret {key} {why}; its hosts have no certificate of their own",
                        "create it with type kubernetes.io/tls, and allow the edge to read it"
                    );
                }

                problems.AddRange(report.ToImmutable());
            }
        }

        known = readings;
        var certificates = readings
            .OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal)
            .Select(pair => pair.Value.Item2.Config)
            .OfType<CertificateConfig>();
        return ([.. certificates], problems);
    }

    private CertificateReading ReadingOf(ObjectKey key, SecretObject secret) =>
        known.TryGetValue(key, out var last) && ReferenceEquals(last.Secret, secret)
            ? last.Reading
            : CertificateReader.Read(secret);

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
            const string Cure = "put certificate and key into tls.crt and tls.key, in PEM";
            ofSecret.Error("data", $"{reading.Trouble}, so it is not served", Cure);
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
