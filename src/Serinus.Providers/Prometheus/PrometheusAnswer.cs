using System.Collections.Immutable;
using Serinus.Providers.Outside.Http;
using Serinus.Providers.Outside.Metrics;
using Serinus.Rollouts.Analysis.Expressions;

namespace Serinus.Providers.Prometheus;

/// <summary>
/// An answer of the API of Prometheus as a value: a scalar is a number, a vector the list of its series' numbers in the order they came, a
/// matrix the list of their last ones. A series without a value is in the list as no value.
/// </summary>
internal static class PrometheusAnswer
{
    private const int WarningsMax = 5;
    private const string CheckAddress = "check that the address is that of its HTTP API";

    public static SourceAnswer Read(string place, HttpAnswer answer)
    {
        if (answer.Trouble is not null)
            return SourceAnswer.Failed(answer.Trouble);
        if (answer.IsCut)
            return SourceAnswer.Failed(
                $"{place} answers with more than 1 MiB; make the query give one value, with sum() or max()"
            );
        var root = JsonResult.Read(answer.Text);
        if (Field(root, "status") is not ExpressionValue.Text status)
            return SourceAnswer.Failed(
                answer.IsGood
                    ? $"{place} answers {answer.Status} with something that is none of Prometheus' answers: {Excerpt.Of(answer.Text, 80)}; {CheckAddress}"
                    : Refusals.Text(place, answer)
            );
        if (status.Value != "success")
            return SourceAnswer.Failed(
                $"{place} answers {answer.Status}: {Words(root, "errorType")}: {Words(root, "error")}; try the query on its page /graph"
            );
        if (!answer.IsGood)
            return SourceAnswer.Failed(Refusals.Text(place, answer));

        var result = Result(Field(root, "data"), out var problem);
        return result is not null
            ? SourceAnswer.Found(result, Warnings(root))
            : SourceAnswer.Failed(
                $"{place} answers with {problem ?? $"data of another form than Prometheus' API has; {CheckAddress}"}"
            );
    }

    private static ExpressionValue? Result(ExpressionValue? data, out string? problem)
    {
        problem = null;
        var result = Field(data, "result");
        switch ((Field(data, "resultType") as ExpressionValue.Text)?.Value)
        {
            case "scalar":
                return Sample(result);
            case "string":
                return Second(result);
            case "vector" or "matrix":
                return Series(result, out problem);
            case { } other:
                problem =
                    $"a result of type '{Excerpt.Of(other, 40)}', which is not known; make the query give a vector";
                return null;
            default:
                return null;
        }
    }

    private static ExpressionValue.List? Series(ExpressionValue? result, out string? problem)
    {
        problem = null;
        if (result is not ExpressionValue.List all)
            return null;
        var numbers = ImmutableArray.CreateBuilder<ExpressionValue>(all.Items.Length);
        foreach (var series in all.Items)
        {
            if ((Field(series, "histogram") ?? Field(series, "histograms")) is not null)
            {
                problem = "native histograms, which are no numbers; use histogram_quantile() or histogram_fraction()";
                return null;
            }

            var number = Field(series, "values") is ExpressionValue.List samples
                ? samples.Items is [.., var last]
                    ? Sample(last)
                    : ExpressionValue.None
                : Sample(Field(series, "value"));
            if (number is null)
                return null;
            numbers.Add(number);
        }

        return new ExpressionValue.List(numbers.MoveToImmutable());
    }

    /// <summary>A pair of time and number, the number being in text.</summary>
    private static ExpressionValue? Sample(ExpressionValue? pair) =>
        Second(pair) is ExpressionValue.Text text && Numbers.Read(text.Value) is { } number
            ? ExpressionValue.Of(number)
            : null;

    private static ExpressionValue? Second(ExpressionValue? pair) =>
        pair is ExpressionValue.List { Items: [_, var second] } ? second : null;

    private static ImmutableArray<string> Warnings(ExpressionValue? root) =>
        Field(root, "warnings") is ExpressionValue.List warnings
            ?
            [
                .. warnings
                    .Items.OfType<ExpressionValue.Text>()
                    .Take(WarningsMax)
                    .Select(warning => Excerpt.Of(warning.Value, 200)),
            ]
            : [];

    private static ExpressionValue? Field(ExpressionValue? of, string name) =>
        (of as ExpressionValue.Map)?.Fields.GetValueOrDefault(name);

    private static string Words(ExpressionValue? root, string name) =>
        Field(root, name) is ExpressionValue.Text text ? Excerpt.Of(text.Value, 200) : "no words";
}
