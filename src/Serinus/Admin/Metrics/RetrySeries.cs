using Prometheus;
using Serinus.Proxy.Telemetry;

namespace Serinus.Admin.Metrics;

/// <summary>Second tries of one route.</summary>
internal sealed class RetrySeries(Families families, string route, LoopCounter retries) : Series
{
    private Counter.Child? series;

    public override void Update()
    {
        if (retries.Sum is > 0 and var count)
            (series ??= families.Retries.WithLabels(route)).IncTo(count);
    }

    public override void Remove()
    {
        series?.Remove();
        series = null;
    }
}
