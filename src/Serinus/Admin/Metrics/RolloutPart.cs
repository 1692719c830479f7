using Prometheus;
using Serinus.Admin.Rollouts;
using Serinus.Delivery;

namespace Serinus.Admin.Metrics;

/// <summary>The part of the metrics page that is about rollouts. Used by one thread at a time.</summary>
/// <param name="factory">Makes its families.</param>
internal sealed class RolloutPart(IMetricFactory factory)
{
    private readonly RolloutFamilies families = new(factory);
    private readonly Dictionary<string, RolloutSeries> series = new(StringComparer.Ordinal);

    /// <summary>Brings the series up to date; those of rollouts that are gone, or that another program plans, go.</summary>
    public void Update(RolloutDesk? desk)
    {
        var planned = (desk?.All ?? []).Where(view => view.IsPlannedHere).ToDictionary(view => view.Spec.Name);
        foreach (var (name, gone) in series.Where(known => !planned.ContainsKey(known.Key)).ToArray())
        {
            gone.Remove();
            series.Remove(name);
        }

        foreach (var (name, view) in planned)
        {
            if (!series.TryGetValue(name, out var known))
                series[name] = known = new RolloutSeries(families, name);
            known.Update(RolloutAnswers.Of(view, desk!.Observe(view)));
        }
    }
}
