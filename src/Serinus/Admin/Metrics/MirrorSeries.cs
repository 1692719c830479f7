using Prometheus;
using Serinus.Proxy.Telemetry;

namespace Serinus.Admin.Metrics;

/// <summary>Copies of one route's requests.</summary>
internal sealed class MirrorSeries(Families families, string route, MirrorMetrics copies) : Series
{
    private readonly Dictionary<MirrorOutcome, Counter.Child> series = [];

    public override void Update()
    {
        foreach (var (outcome, name) in OutcomeNames.OfMirrors)
        {
            var count = copies.Count(outcome);
            if (count == 0)
                continue;
            if (!series.TryGetValue(outcome, out var child))
                series[outcome] = child = families.Mirrored.WithLabels(route, copies.Backend, name);
            child.IncTo(count);
        }
    }

    public override void Remove()
    {
        foreach (var child in series.Values)
            child.Remove();
        series.Clear();
    }
}
