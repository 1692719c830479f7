using System.Collections.Concurrent;
using System.Collections.Immutable;
using Serinus.Providers.Outside;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Rollouts;

/// <summary>A real Prometheus that scrapes a real edge, measured as a rollout measures.</summary>
[Trait("Speed", "slow")]
public sealed class PrometheusTests(PrometheusFixture fixture) : IClassFixture<PrometheusFixture>, IDisposable
{
    private const string SuccessRate = """
        100 * sum(serinus_requests_total{backend="{{ target }}",code!~"5.."}) / sum(serinus_requests_total{backend="{{ target }}"})
        """;

    private readonly ConcurrentQueue<string> log = new();
    private OutsideServices? services;

    private OutsideServices Outside =>
        services ??= new OutsideServices((_, text) => log.Enqueue(text), TimeProvider.System);

    [Fact]
    public async Task The_success_rate_of_the_canary_is_what_it_was()
    {
        Assert.Equal(
            new Measurement { Value = 75 },
            await MeasureAsync(SuccessRate, metric => metric with { Min = 99 })
        );
        Assert.Equal(
            new Measurement { Value = 100 },
            await MeasureAsync(
                SuccessRate.Replace("{{ target }}", "{{ stable }}", StringComparison.Ordinal),
                metric => metric with { Min = 99 }
            )
        );
    }

    [Theory]
    [InlineData("result[0] >= 99", null, Verdict.Fail)]
    [InlineData("result[0] >= {{ args.least }}", null, Verdict.Pass)]
    [InlineData("result[0] >= 99", "result[0] < 50", Verdict.Inconclusive)]
    public async Task Expressions_judge_it(string success, string? failure, Verdict verdict) =>
        Assert.Equal(
            new Measurement { Value = 75, Verdict = verdict },
            await MeasureAsync(
                SuccessRate,
                metric =>
                    metric with
                    {
                        Success = success,
                        Failure = failure,
                        Variables = ImmutableDictionary<string, string>.Empty.Add("least", "70"),
                    }
            )
        );

    [Fact]
    public async Task A_rate_over_the_metrics_interval_is_a_value()
    {
        // A rate needs two samples, and the server asks once a moment.
        Measurement? measured = null;
        await Testbed.Readiness.UntilAsync(
            async () =>
                (
                    measured = await MeasureAsync(
                        "sum(rate(serinus_requests_total{backend=\"{{ canary }}\"}[{{ interval }}]))",
                        metric => metric with { Interval = TimeSpan.FromMinutes(5), Success = "result[0] >= 0" }
                    )
                ).Verdict == Verdict.Pass,
            TimeSpan.FromMinutes(1),
            () => $"no rate: {measured}"
        );
    }

    [Fact]
    public async Task Of_several_series_all_must_be_in_range()
    {
        const string ByBackend = """
            100 * sum by (backend) (serinus_requests_total{code!~"5.."}) / sum by (backend) (serinus_requests_total)
            """;

        Assert.Equal(75, (await MeasureAsync(ByBackend, metric => metric with { Min = 99 })).Value);
        Assert.Equal(
            Verdict.Fail,
            (await MeasureAsync(ByBackend, metric => metric with { Success = "all(result, # >= 99)" })).Verdict
        );
        Assert.Equal(
            Verdict.Pass,
            (
                await MeasureAsync(
                    ByBackend,
                    metric => metric with { Success = "len(result) == 2 && any(result, # >= 99)" }
                )
            ).Verdict
        );
    }

    [Theory]
    [InlineData("sum(serinus_requests_total{backend=\"nobody\"})", "result[0] > 1")]
    [InlineData("sum(serinus_requests_total) * 0 / 0", "result[0] > 1")]
    [InlineData("scalar(serinus_requests_total{backend=\"nobody\"})", "result > 1")]
    public async Task Nothing_and_NaN_are_no_data(string query, string success)
    {
        Assert.Equal(new Measurement(), await MeasureAsync(query, metric => metric with { Min = 99 }));
        Assert.Equal(new Measurement(), await MeasureAsync(query, metric => metric with { Success = success }));
    }

    [Fact]
    public async Task Scalars_ranges_and_long_queries_are_answered()
    {
        Assert.Equal(42, (await MeasureAsync("42", metric => metric with { Max = 50 })).Value);
        Assert.Equal(
            20,
            (
                await MeasureAsync("sum(serinus_requests_total{code=\"500\"} * 2)", metric => metric with { Max = 50 })
            ).Value
        );
        Assert.Equal(
            Verdict.Pass,
            (
                await MeasureAsync(
                    "serinus_requests_total{backend=\"{{ canary }}\",code=\"500\"}[5m]",
                    metric => metric with { Success = "len(result) == 1 && result[0] == 10" }
                )
            ).Verdict
        );
        var sum = string.Join(" + ", Enumerable.Repeat("vector(1)", 500));
        Assert.Equal(500, (await MeasureAsync(sum, metric => metric with { Max = 500 })).Value);
    }

    [Fact]
    public async Task A_query_that_is_wrong_is_an_error_in_Prometheus_words()
    {
        var measured = await MeasureAsync("sum(rate(", metric => metric with { Max = 1 });

        Assert.Null(measured.Verdict);
        Assert.StartsWith($"{new Uri(fixture.Url).Authority} answers 400: bad_data:", measured.Error);
        Assert.EndsWith("try the query on its page /graph", measured.Error);
    }

    [Fact]
    public async Task One_that_goes_down_is_an_error_and_no_verdict()
    {
        string url;
        await using (var other = await PrometheusProcess.StartAsync())
        {
            url = other.Url;
            Assert.Equal(1, (await AskAsync(url)).Value);
        }

        var measured = await AskAsync(url);
        Assert.Contains("Connection refused; look whether it runs", measured.Error);
        Assert.Null(measured.Verdict);

        Task<Measurement> AskAsync(string address) =>
            MeasureAsync("1", metric => metric with { Max = 1, Source = metric.Source! with { Address = address } });
    }

    public void Dispose() => services?.Dispose();

    private Task<Measurement> MeasureAsync(string query, Func<MetricSpec, MetricSpec> change) =>
        Outside.MeasureAsync(
            new RolloutSpec
            {
                Name = "app",
                Stable = "stable",
                Canary = "canary",
            },
            new RunState(),
            change(
                new MetricSpec
                {
                    Name = "m",
                    Source = new MetricSourceSpec
                    {
                        Address = fixture.Url,
                        Query = query,
                        Timeout = TimeSpan.FromMinutes(1),
                    },
                }
            ),
            default
        );
}
