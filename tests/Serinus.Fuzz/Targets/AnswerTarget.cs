using System.Text;
using Serinus.Providers.Outside.Http;
using Serinus.Providers.Outside.Metrics;
using Serinus.Providers.Prometheus;
using Serinus.Rollouts.Analysis.Expressions;

namespace Serinus.Fuzz.Targets;

/// <summary>An answer of a source of metrics: it is a value or is told to be none, in one line.</summary>
internal sealed class AnswerTarget : Target
{
    private static readonly ValuePath Whole = ValuePath.Read("", out _)!;

    public override string Name => "answer";

    public override IReadOnlyList<string> Words =>
        [
            "{\"status\":\"success\",\"data\":",
            "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"",
            "\"resultType\":\"vector\"",
            "\"resultType\":\"matrix\"",
            "\"resultType\":\"scalar\"",
            "\"result\":[",
            "\"value\":[1,\"0.5\"]",
            "\"values\":[[1,\"NaN\"]]",
            "\"warnings\":[\"",
            "\"histogram\":",
            "\"\\ud800\"",
            "\"\\n\"",
            "1e999",
            "null",
            "[[[[",
            "{}",
            "[]",
            "}",
            "]",
            ",",
        ];

    public override void Check(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        foreach (var status in new[] { 200, 400 })
        {
            var answer = new HttpAnswer { Status = status, Text = text };
            CheckSaid(PrometheusAnswer.Read("prometheus:9090", answer));
            CheckSaid(WebSource.Read("web:80", answer, Whole));
        }
    }

    private static void CheckSaid(SourceAnswer said)
    {
        Law.Holds(said.Result is null == said.Error is not null, "a result or an error");
        foreach (var line in said.Warnings.Append(said.Error ?? ""))
            Law.Holds(line.Length <= 600 && !line.Any(char.IsControl), $"one line: {line}");
        Law.Holds(
            said.Result?.ToString().Contains("NaN", StringComparison.Ordinal) != true || HasText(said.Result),
            "NaN is no value"
        );
    }

    private static bool HasText(ExpressionValue value) =>
        value switch
        {
            ExpressionValue.Text => true,
            ExpressionValue.List list => list.Items.Any(HasText),
            ExpressionValue.Map map => map.Fields.Count > 0,
            _ => false,
        };
}
