using Prometheus;
using Serinus.Proxy.Telemetry;

namespace Serinus.Admin.Metrics;

/// <summary>Connections, bytes and failures of one arm of a stream route.</summary>
/// <param name="families">Where the series are published.</param>
/// <param name="route">Name of the route; empty for what no stream route takes.</param>
/// <param name="arm">The counters.</param>
internal sealed class StreamArmSeries(Families families, string route, StreamArmMetrics arm) : Series
{
    private readonly Dictionary<string, Counter.Child> failures = [];
    private Counter.Child? opened;
    private Counter.Child? bytesIn;
    private Counter.Child? bytesOut;
    private Counter.Child? fallbacks;
    private Gauge.Child? open;

    public override void Update()
    {
        if (arm.Opened.Sum is not (> 0 and var count))
            return;
        (opened ??= families.StreamConnections.WithLabels(route, arm.Name)).IncTo(count);
        (open ??= families.StreamsOpen.WithLabels(route, arm.Name)).Set(arm.Open);
        (bytesIn ??= families.StreamBytes.WithLabels(route, arm.Name, "in")).IncTo(arm.BytesIn.Sum);
        (bytesOut ??= families.StreamBytes.WithLabels(route, arm.Name, "out")).IncTo(arm.BytesOut.Sum);
        if (arm.Fallbacks.Sum is > 0 and var fell)
            (fallbacks ??= families.StreamFallbacks.WithLabels(route, arm.Name)).IncTo(fell);
        foreach (var (error, counter) in arm.Failures)
        {
            if (!failures.TryGetValue(error, out var series))
                failures[error] = series = families.StreamFailures.WithLabels(route, arm.Name, error);
            series.IncTo(counter.Sum);
        }
    }

    public override void Remove()
    {
        opened?.Remove();
        open?.Remove();
        bytesIn?.Remove();
        bytesOut?.Remove();
        fallbacks?.Remove();
        foreach (var series in failures.Values)
            series.Remove();
        failures.Clear();
        (opened, open, bytesIn, bytesOut, fallbacks) = (null, null, null, null, null);
    }
}
