using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Checks;

/// <summary>Checks what is measured.</summary>
internal static class MetricsCheck
{
    private const int MetricsMax = 50;
    private static readonly string[] BuiltIn =
    [
        MetricSpec.SuccessRate,
        MetricSpec.Duration,
        MetricSpec.GrpcSuccessRate,
    ];

    public static void Check(RolloutSpec spec, SpecReport report)
    {
        var metrics = spec.Analysis.Metrics;
        report.AtMost("metrics", metrics.Length, MetricsMax, "metrics");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < metrics.Length; i++)
        {
            var at = $"metrics[{i}]";
            report.Once($"{at}.name", metrics[i].Name, names, "metric");
            CheckOne(at, metrics[i], report);
            CheckSource(at, spec, metrics[i], report);
        }

        if (names.Count == 0)
            names = [MetricSpec.SuccessRate, MetricSpec.Duration];
        for (var i = 0; i < spec.Analysis.Steps.Length; i++)
        {
            if (spec.Analysis.Steps[i] is not StepSpec.Analysis step)
                continue;
            foreach (var name in step.Metrics.Where(name => !names.Contains(name)))
                report.Add(
                    $"steps[{i}].analysis.metrics",
                    $"there is no metric {SpecReport.Shown(name)}",
                    $"name one of {string.Join(", ", names.Order(StringComparer.Ordinal))}"
                );
        }
    }

    private static void CheckOne(string at, MetricSpec metric, SpecReport report)
    {
        var isBuiltIn = BuiltIn.Contains(metric.Name);
        if (metric.Source is null && !isBuiltIn)
            report.Add(
                $"{at}.name",
                $"{SpecReport.Shown(metric.Name)} is none of the metrics the edge measures",
                $"name {string.Join(", ", BuiltIn)}, or say where it is measured: source: {{ type: prometheus, … }}"
            );
        if (metric.Source is not null && metric.Compare is not null)
            report.Add(
                $"{at}.compare",
                $"only what the edge measures is compared with stable request by request",
                $"give it a thresholdRange or an expression in place of compare"
            );
        if (isBuiltIn && metric is { Source: null, Compare: null, Min: null, Max: null })
            report.Add(
                at,
                $"nothing says when {metric.Name} passes",
                $"add compare: {{}} to hold it against stable, or a thresholdRange such as {(metric.Name == MetricSpec.Duration ? "{ max: 500 }" : "{ min: 99 }")}"
            );
        if (metric is { Source: null } && (metric.Success ?? metric.Failure) is not null)
            report.Add(
                $"{at}.expression",
                $"an expression judges outside sources only",
                $"use thresholdRange or compare"
            );
        if (metric.Min > metric.Max)
            report.Add(
                $"{at}.thresholdRange",
                $"min {metric.Min} is above max {metric.Max}, so no value passes",
                $"swap them"
            );
        if (metric.Compare is { MarginAbsolute: { } absolute })
            report.Within($"{at}.compare.margin.absolute", absolute, 0, SequentialCheck.MarginMax);
        if (metric.Compare is { MarginRatio: { } ratio })
            report.Within($"{at}.compare.margin.ratio", ratio, 1, 1000);
        CheckCounts(at, metric, report);
    }

    /// <summary>Expressions, templates and paths are looked through by those who read them.</summary>
    private static void CheckSource(string at, RolloutSpec spec, MetricSpec metric, SpecReport report)
    {
        if (metric.Source is null)
            return;
        foreach (var (field, text) in MetricCheck.Problems(spec, metric))
        {
            var place = field is "success" or "failure" ? $"{at}.expression.{field}" : $"{at}.{field}".TrimEnd('.');
            var cure = text.IndexOf("; ", StringComparison.Ordinal);
            if (cure < 0)
                report.Add(place, $"{text}", $"correct it");
            else
                report.Add(place, $"{text[..cure]}", $"{text[(cure + 2)..]}");
        }
    }

    private static void CheckCounts(string at, MetricSpec metric, SpecReport report)
    {
        report.Within($"{at}.interval", metric.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
        report.Within($"{at}.initialDelay", metric.InitialDelay, TimeSpan.Zero, TimeSpan.FromDays(30));
        report.Within($"{at}.count", metric.Count, 0, int.MaxValue);
        report.Within($"{at}.failureLimit", metric.FailureLimit ?? 0, -1, int.MaxValue);
        report.Within($"{at}.inconclusiveLimit", metric.InconclusiveLimit, -1, int.MaxValue);
        report.Within($"{at}.consecutiveErrorLimit", metric.ConsecutiveErrorLimit, 0, int.MaxValue);
        report.Within($"{at}.consecutiveSuccessLimit", metric.ConsecutiveSuccessLimit, 0, int.MaxValue);
        report.Within($"{at}.minRequests", metric.MinRequests, 0, long.MaxValue);
        if (metric.Source is { } source)
            report.Within(
                $"{at}.source.timeout",
                source.Timeout,
                TimeSpan.FromMilliseconds(1),
                TimeSpan.FromMinutes(10)
            );
    }
}
