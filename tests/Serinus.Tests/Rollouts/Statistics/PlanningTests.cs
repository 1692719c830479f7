using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class PlanningTests
{
    private static readonly JudgeRules Rules = new();

    /// <summary>Within a quarter of what simulations of the methods need; <c>./dev bench statistics</c> has them all.</summary>
    [Theory]
    [InlineData(0.005, 0.01, 0.1, 35_000)]
    [InlineData(0.005, 0.01, 0.5, 14_000)]
    [InlineData(0.005, 0.02, 0.1, 6_000)]
    [InlineData(0.005, 0.006, 0.5, 250_000)]
    public void Harm_is_proven_after_about_as_many_requests_as_planned(
        double stable,
        double canary,
        double weight,
        double requests
    ) =>
        Assert.InRange(
            Planning.RequestsToFail(stable, canary, weight, Margin.None, Rules),
            0.75 * requests,
            1.25 * requests
        );

    [Theory]
    [InlineData(0.005, 0.005, 0.1, 20_500)]
    [InlineData(0.005, 0.005, 0.5, 7_000)]
    [InlineData(0.005, 0.01, 0.1, 8_500)]
    [InlineData(0.5, 0.02, 0.1, 60_000)]
    public void Safety_is_proven_after_about_as_many_requests_as_planned(
        double share,
        double margin,
        double weight,
        double requests
    ) =>
        Assert.InRange(
            Planning.RequestsToPass(share, share, weight, new Margin(margin, 1), Rules),
            0.75 * requests,
            1.25 * requests
        );

    [Fact]
    public void Without_anything_to_prove_it_takes_for_ever()
    {
        Assert.Equal(double.PositiveInfinity, Planning.RequestsToFail(0.01, 0.01, 0.1, Margin.None, Rules));
        Assert.Equal(double.PositiveInfinity, Planning.RequestsToPass(0.01, 0.03, 0.1, Margin.Errors, Rules));
    }

    [Fact]
    public void More_metrics_take_more_requests() =>
        Assert.True(
            Planning.RequestsToFail(0.005, 0.01, 0.1, Margin.None, Rules, metrics: 4)
                > Planning.RequestsToFail(0.005, 0.01, 0.1, Margin.None, Rules)
        );

    [Theory]
    [InlineData(0, 0.01, 0.1)]
    [InlineData(0.01, 1, 0.1)]
    [InlineData(0.01, 0.02, 1)]
    public void Shares_out_of_range_are_refused(double stable, double canary, double weight) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Planning.RequestsToFail(stable, canary, weight, Margin.None, Rules)
        );
}
