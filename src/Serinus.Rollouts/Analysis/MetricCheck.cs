using Serinus.Rollouts.Analysis.Expressions;
using Serinus.Rollouts.Analysis.Templates;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Analysis;

/// <summary>Looks through a metric of an outside source before it is measured, so that a mistake is told when it is made and not in the middle of a run.</summary>
public static class MetricCheck
{
    /// <summary>What is wrong with a metric.</summary>
    /// <param name="spec">The rollout it is part of.</param>
    /// <param name="metric">The metric.</param>
    public static IEnumerable<MetricProblem> Problems(RolloutSpec spec, MetricSpec metric)
    {
        var values = TemplateValues.Of(spec, metric, "");
        foreach (var (field, text) in new[] { ("success", metric.Success), ("failure", metric.Failure) })
        {
            if (text is null)
                continue;
            if (Filled(text, values, out var problem) is not { } filled)
                yield return new MetricProblem(field, problem!);
            else if (Expression.Read(filled, out var wrong) is null)
                yield return new MetricProblem(field, wrong!.ToString());
        }

        if (metric.Source is not { } source)
            yield break;
        foreach (var (field, text) in Templates(source))
        {
            if (Filled(text, values, out var problem) is null)
                yield return new MetricProblem(field, problem!);
        }

        if (!Uri.TryCreate(Filled(source.Address, values, out _), UriKind.Absolute, out var url) || !IsHttp(url))
            yield return new MetricProblem(
                "source.address",
                "it is no URL of http or https; write one such as http://prometheus.monitoring:9090"
            );
        if (source.Kind == MetricSourceKind.Prometheus && string.IsNullOrWhiteSpace(source.Query))
            yield return new MetricProblem(
                "source.query",
                "there is no query; write one in PromQL that gives one value"
            );
        if (ValuePath.Read(source.JsonPath, out var path) is null)
            yield return new MetricProblem("source.jsonPath", path!.ToString());
        if (metric is { Success: null, Failure: null, Min: null, Max: null })
            yield return new MetricProblem("", "nothing says when it passes; give min, max, success or failure");
    }

    private static bool IsHttp(Uri url) => url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps;

    private static IEnumerable<(string Field, string Text)> Templates(MetricSourceSpec source)
    {
        yield return ("source.address", source.Address);
        yield return ("source.query", source.Query);
        if (source.Body is not null)
            yield return ("source.body", source.Body);
        foreach (var (name, value) in source.Headers)
            yield return ($"source.headers.{name}", value);
    }

    private static string? Filled(string text, IReadOnlyDictionary<string, string> values, out string? problem) =>
        Template.Read(text, out problem)?.Fill(values, out problem);
}
