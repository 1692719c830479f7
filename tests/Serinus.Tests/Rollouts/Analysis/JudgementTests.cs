using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Analysis.Expressions;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;
using static Serinus.Tests.Rollouts.Analysis.Expressions.Answers;

namespace Serinus.Tests.Rollouts.Analysis;

public class JudgementTests
{
    private static readonly MetricSpec Metric = new() { Name = "m" };
    private static readonly ExpressionValue.List Empty = Numbers();
    private static readonly ExpressionValue.List NaN = Numbers(double.NaN);

    [Fact]
    public void Without_expressions_the_value_is_told_and_nothing_is_judged() =>
        Assert.Equal(new Measurement { Value = 0.98 }, Judge(Metric with { Min = 0.95 }, Numbers(0.98)));

    [Fact]
    public void Nothing_and_NaN_are_no_data()
    {
        foreach (var metric in new[] { Metric with { Min = 1 }, Metric with { Success = "result[0] > 1" } })
        {
            Assert.Equal(new Measurement(), Judge(metric, Empty));
            Assert.Equal(new Measurement(), Judge(metric, NaN));
            Assert.Equal(new Measurement(), Judge(metric, ExpressionValue.None));
        }
    }

    [Fact]
    public void Of_several_values_the_one_furthest_out_of_range_counts()
    {
        var metric = Metric with { Min = 0.9, Max = 1 };

        Assert.Equal(0.5, Judge(metric, Numbers(0.95, 0.5, 0.8, 1.2)).Value);
        Assert.Equal(3, Judge(metric, Numbers(0.95, 0.5, 3)).Value);
        Assert.Equal(0.95, Judge(metric, Numbers(double.NaN, 0.95, 0.99)).Value);
    }

    [Theory]
    [InlineData("result[0] >= 0.95", null, 0.97, Verdict.Pass)]
    [InlineData("result[0] >= 0.95", null, 0.90, Verdict.Fail)]
    [InlineData(null, "result[0] < 0.95", 0.97, Verdict.Pass)]
    [InlineData(null, "result[0] < 0.95", 0.90, Verdict.Fail)]
    [InlineData("result[0] >= 0.95", "result[0] < 0.90", 0.97, Verdict.Pass)]
    [InlineData("result[0] >= 0.95", "result[0] < 0.90", 0.85, Verdict.Fail)]
    [InlineData("result[0] >= 0.95", "result[0] < 0.90", 0.92, Verdict.Inconclusive)]
    [InlineData("true", "true", 1, Verdict.Fail)]
    public void Expressions_decide(string? success, string? failure, double value, Verdict verdict) =>
        Assert.Equal(
            new Measurement { Value = value, Verdict = verdict },
            Judge(Metric with { Success = success, Failure = failure }, Numbers(value))
        );

    [Fact]
    public void An_expression_may_say_what_no_data_means()
    {
        Assert.Equal(Verdict.Pass, Judge(Metric with { Success = "len(result) == 0 || result[0] > 1" }, Empty).Verdict);
        Assert.Equal(Verdict.Pass, Judge(Metric with { Success = "isNaN(result[0]) || result[0] > 1" }, NaN).Verdict);
        Assert.Equal(Verdict.Fail, Judge(Metric with { Success = "default(result[0], 0) > 1" }, Empty).Verdict);
    }

    [Fact]
    public void A_value_out_of_range_fails_whatever_the_expression_says() =>
        Assert.Equal(Verdict.Fail, Judge(Metric with { Success = "true", Max = 1 }, Numbers(2)).Verdict);

    [Fact]
    public void Texts_and_flags_are_numbers_where_they_can_be()
    {
        Assert.Equal(0.5, Judge(Metric with { Max = 1 }, new ExpressionValue.Text("0.5")).Value);
        Assert.Equal(1, Judge(Metric with { Min = 1 }, ExpressionValue.Of(true)).Value);
        Assert.Equal(0, Judge(Metric with { Min = 1 }, ExpressionValue.Of(false)).Value);
    }

    [Fact]
    public void A_result_that_is_no_number_is_an_error_unless_an_expression_reads_it()
    {
        var text = new ExpressionValue.Text("green");

        Assert.Contains("gives text, and a number is wanted", Judge(Metric with { Max = 1 }, text).Error);
        Assert.Equal(Verdict.Pass, Judge(Metric with { Success = "result == 'green'" }, text).Verdict);
    }

    [Fact]
    public void An_expression_that_does_not_fit_the_result_is_an_error_and_no_verdict()
    {
        var measured = Judge(Metric with { Success = "result > 1" }, Numbers(1));

        Assert.Null(measured.Verdict);
        Assert.Equal(
            "expression success (result > 1): column 8: a list and a number stand on its two sides; take one of the list, as in result[0], or all(result, # > 1)",
            measured.Error
        );
    }

    [Fact]
    public void Names_stand_for_values_in_expressions_too() =>
        Assert.Equal(
            Verdict.Pass,
            Judgement
                .Of(
                    Metric with
                    {
                        Success = "result[0] >= {{ args.least }}",
                    },
                    new Dictionary<string, string> { ["args.least"] = "0.9" },
                    Numbers(0.95)
                )
                .Verdict
        );

    [Fact]
    public void A_metric_that_cannot_work_is_told_before_it_is_measured()
    {
        var spec = new RolloutSpec
        {
            Name = "shop/cart",
            Stable = "a",
            Canary = "b",
        };
        var metric = Metric with
        {
            Success = "result[0] >",
            Failure = "result < {{ args.x }}",
            Source = new MetricSourceSpec
            {
                Address = "prometheus:9090",
                JsonPath = "{$..a}",
                Headers = ImmutableDictionary<string, string>.Empty.Add("X-Scope", "{{ tenant }}"),
            },
        };

        Assert.Equal(
            ["success", "failure", "source.headers.X-Scope", "source.address", "source.query", "source.jsonPath"],
            MetricCheck.Problems(spec, metric).Select(problem => problem.Field)
        );
        Assert.Empty(
            MetricCheck.Problems(
                spec,
                Metric with
                {
                    Max = 1,
                    Source = new MetricSourceSpec
                    {
                        Address = "http://prometheus:9090",
                        Query = "up{ns=\"{{ namespace }}\"}",
                    },
                }
            )
        );
    }

    private static Measurement Judge(MetricSpec metric, ExpressionValue result) =>
        Judgement.Of(metric, new Dictionary<string, string>(), result);
}
