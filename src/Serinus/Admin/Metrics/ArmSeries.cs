using System.Globalization;
using Prometheus;
using Serinus.Proxy.Telemetry;

namespace Serinus.Admin.Metrics;

/// <summary>Requests, durations and fallbacks of one arm of a route.</summary>
/// <param name="families">Where the series are published.</param>
/// <param name="route">Name of the route; empty for requests that no route takes.</param>
/// <param name="arm">The counters.</param>
internal sealed class ArmSeries(Families families, string route, ArmMetrics arm) : Series
{
    private readonly Dictionary<(string Listener, int Code), Counter.Child> requests = [];
    private readonly Dictionary<int, Counter.Child> calls = [];
    private HashSet<string> listeners = [];
    private DurationSeries? durations;
    private Counter.Child? fallbacks;

    /// <summary>Takes series of listeners that are gone off the page.</summary>
    public void Bind(HashSet<string> served)
    {
        listeners = served;
        foreach (var (labels, gone) in requests.Where(known => !IsShown(known.Key.Listener)).ToArray())
        {
            gone.Remove();
            requests.Remove(labels);
        }
    }

    public override void Update()
    {
        if (!arm.IsUsed)
            return;
        var totals = arm.Read();
        foreach (var (listener, statuses) in totals.ByListener)
        {
            if (!IsShown(listener))
                continue;
            foreach (var (code, count) in statuses)
                Requests(listener, code).IncTo(count);
        }

        for (var status = 0; status < totals.Calls.Length; status++)
        {
            if (totals.Calls[status] > 0)
                Calls(status).IncTo(totals.Calls[status]);
        }

        durations ??= new DurationSeries(families.Durations.WithLabels(route, arm.Name), families.DurationBuckets);
        durations.Update(totals);
        if (totals.Fallbacks > 0)
            (fallbacks ??= families.Fallbacks.WithLabels(route, arm.Name)).IncTo(totals.Fallbacks);
    }

    public override void Remove()
    {
        foreach (var series in requests.Values)
            series.Remove();
        requests.Clear();
        foreach (var series in calls.Values)
            series.Remove();
        calls.Clear();
        durations?.Remove();
        durations = null;
        fallbacks?.Remove();
        fallbacks = null;
    }

    // What was never given to a listener of a snapshot has an empty one.
    private bool IsShown(string listener) => listener.Length == 0 || listeners.Contains(listener);

    private Counter.Child Calls(int status)
    {
        if (!calls.TryGetValue(status, out var series))
        {
            var label = status.ToString(CultureInfo.InvariantCulture);
            calls[status] = series = families.Calls.WithLabels(route, arm.Name, label);
        }

        return series;
    }

    private Counter.Child Requests(string listener, int code)
    {
        if (!requests.TryGetValue((listener, code), out var series))
        {
            var label = code.ToString(CultureInfo.InvariantCulture);
            requests[(listener, code)] = series = families.Requests.WithLabels(listener, route, arm.Name, label);
        }

        return series;
    }
}
