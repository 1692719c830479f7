using System.Collections.Immutable;
using Serinus.Rollouts.Analysis.Expressions;
using Serinus.Rollouts.Analysis.Templates;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Analysis;

/// <summary>What a source's answer means for a metric.</summary>
public static class Judgement
{
    /// <summary>
    /// The measurement that a result is. Expressions decide where there are any; a value out of the metric's range fails it all the same. Where
    /// they find no value to tell by there is no verdict, and the metric's policy for no data counts.
    /// </summary>
    /// <param name="metric">The metric.</param>
    /// <param name="values">What names in its expressions stand for.</param>
    /// <param name="result">What its source answered.</param>
    public static Measurement Of(MetricSpec metric, IReadOnlyDictionary<string, string> values, ExpressionValue result)
    {
        var hasExpressions = metric.Success is not null || metric.Failure is not null;
        var hasRange = metric.Min is not null || metric.Max is not null;
        var value = Worst(metric, result, out var notNumbers);
        if (notNumbers is not null && (hasRange || !hasExpressions))
            return new Measurement { Error = notNumbers };
        if (!hasExpressions)
            return new Measurement { Value = value };

        var success = Holds(metric.Success, "success", values, result, out var problem);
        var failure = problem is null ? Holds(metric.Failure, "failure", values, result, out problem) : null;
        if (problem is not null)
            return new Measurement { Value = value, Error = problem };
        var verdict = Decide(metric, success, failure);
        if (verdict is null)
            return new Measurement();
        var isOut = value is { } number && Distance(metric, number) > 0;
        return new Measurement { Value = value, Verdict = isOut ? Verdict.Fail : verdict };
    }

    /// <summary>As Argo has it: failure counts before success, one alone is the opposite of the other, and between them nothing is known.</summary>
    private static Verdict? Decide(MetricSpec metric, bool? success, bool? failure)
    {
        if (metric.Failure is null)
            return success switch
            {
                true => Verdict.Pass,
                false => Verdict.Fail,
                null => null,
            };
        if (failure == true)
            return Verdict.Fail;
        if (failure is null || (metric.Success is not null && success is null))
            return null;
        return metric.Success is null || success == true ? Verdict.Pass : Verdict.Inconclusive;
    }

    private static bool? Holds(
        string? text,
        string name,
        IReadOnlyDictionary<string, string> values,
        ExpressionValue result,
        out string? problem
    )
    {
        problem = null;
        if (text is null)
            return null;
        var filled = Template.Read(text, out var wrong)?.Fill(values, out wrong);
        if (filled is null)
        {
            problem = $"expression {name}: {wrong}";
            return null;
        }

        var expression = Expression.Read(filled, out var trouble);
        var holds = expression?.Holds(result, out trouble);
        problem = trouble is null ? null : $"expression {name} ({Excerpt.Of(filled, 200)}): {trouble}";
        return holds;
    }

    /// <summary>The number a result is; of several the one furthest out of range, so that all must be in it.</summary>
    private static double? Worst(MetricSpec metric, ExpressionValue result, out string? problem)
    {
        problem = null;
        var results = result is ExpressionValue.List list ? list.Items : ImmutableArray.Create(result);
        double? worst = null;
        foreach (var one in results)
        {
            if (one is ExpressionValue.Nil)
                continue;
            if (AsNumber(one) is not { } number)
            {
                problem =
                    $"the source gives {one.Kind}, and a number is wanted; name the place of the number with jsonPath, or judge it with an expression";
                return null;
            }

            if (worst is null || Distance(metric, number) > Distance(metric, worst.Value))
                worst = number;
        }

        return worst;
    }

    private static double? AsNumber(ExpressionValue value) =>
        value switch
        {
            ExpressionValue.Number number => number.Value,
            ExpressionValue.Flag flag => flag.Value ? 1 : 0,
            ExpressionValue.Text text => Numbers.Read(text.Value) is { } number && !double.IsNaN(number)
                ? number
                : null,
            _ => null,
        };

    /// <summary>How far a number is out of range; 0 or less inside.</summary>
    private static double Distance(MetricSpec metric, double value) =>
        Math.Max(
            metric.Min is { } min && value < min ? min - value : 0,
            metric.Max is { } max && value > max ? value - max : 0
        );
}
