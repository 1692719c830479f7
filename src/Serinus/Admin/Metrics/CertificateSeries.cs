using Prometheus;

namespace Serinus.Admin.Metrics;

/// <summary>When one certificate ends.</summary>
internal sealed class CertificateSeries : Series
{
    private readonly Gauge.Child ends;

    public CertificateSeries(Families families, string name, DateTimeOffset at)
    {
        ends = families.CertificateEnds.WithLabels(name);
        ends.Set(at.ToUnixTimeSeconds());
    }

    public override void Update()
    {
        // A certificate never changes: another one has a series of its own.
    }

    public override void Remove() => ends.Remove();
}
