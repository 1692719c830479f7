using System.Globalization;
using System.Text;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Analysis.Templates;

/// <summary>What the names in a metric's query stand for.</summary>
public static class TemplateValues
{
    /// <summary>
    /// Values by name: <c>name</c>, <c>namespace</c>, <c>stable</c>, <c>canary</c>, <c>target</c> (the canary where nothing else was said),
    /// <c>revision</c> and <c>interval</c>; those of the rollout by their names; those of the metric as <c>variables.x</c> (Flagger) and
    /// <c>args.x</c> (Argo).
    /// </summary>
    /// <param name="spec">The rollout.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="revision">Version under test.</param>
    public static IReadOnlyDictionary<string, string> Of(RolloutSpec spec, MetricSpec metric, string revision)
    {
        var slash = spec.Name.IndexOf('/', StringComparison.Ordinal);
        var values = new Dictionary<string, string>
        {
            ["name"] = spec.Name[(slash + 1)..],
            ["namespace"] = slash < 0 ? "" : spec.Name[..slash],
            ["stable"] = spec.Stable,
            ["canary"] = spec.Canary,
            ["target"] = spec.Canary,
            ["revision"] = revision,
            ["interval"] = Duration(metric.Interval),
        };
        foreach (var (name, value) in spec.Variables)
            values[name] = value;
        foreach (var (name, value) in metric.Variables)
        {
            values[$"variables.{name}"] = value;
            values[$"args.{name}"] = value;
        }

        return values;
    }

    /// <summary>A duration as Prometheus writes it, such as <c>1m30s</c>.</summary>
    /// <param name="duration">The duration, at least a millisecond.</param>
    public static string Duration(TimeSpan duration)
    {
        var written = new StringBuilder();
        Append((long)duration.TotalHours, "h");
        Append(duration.Minutes, "m");
        Append(duration.Seconds, "s");
        Append(duration.Milliseconds, "ms");
        return written.Length == 0 ? "1ms" : written.ToString();

        void Append(long count, string unit)
        {
            if (count > 0)
                written.Append(count.ToString(CultureInfo.InvariantCulture)).Append(unit);
        }
    }
}
