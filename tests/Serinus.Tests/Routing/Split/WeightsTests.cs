using System.Globalization;
using CsCheck;
using Serinus.Routing.Split;

namespace Serinus.Tests.Routing.Split;

public sealed class WeightsTests
{
    [Theory]
    [InlineData("90 10", "9 1")]
    [InlineData("39.3 60.7", "393 607")]
    [InlineData("33.333 33.333 33.333", "1 1 1")]
    [InlineData("0.1 99.9", "1 999")]
    [InlineData("10.0 0.50", "20 1")]
    [InlineData("0 0", "0 0")]
    [InlineData("5", "1")]
    [InlineData("0 7", "0 1")]
    [InlineData("999999 1", "999999 1")]
    [InlineData("0.999999 0.000001", "999999 1")]
    [InlineData("", "")]
    public void Weights_become_the_smallest_whole_numbers_in_proportion(string weights, string whole)
    {
        Assert.True(Weights.TryScale([.. Parse(weights)], out var scaled, out _, out _));

        Assert.Equal(whole, string.Join(' ', scaled));
    }

    [Theory]
    [InlineData("1 -5", 1, "weight -5 is below 0")]
    [InlineData("1 1000001", 1, "weight 1000001 is above 1000000")]
    [InlineData("1000000 1", -1, "the weights total 1000001 with 0 decimals")]
    [InlineData("100.00001 1", -1, "the weights total 101.00001 with 5 decimals")]
    [InlineData("0.3333333333333333333333333333", -1, "decimals")]
    [InlineData("79228162514264337593543950335 1", 0, "is above 1000000")]
    public void Weights_finer_than_a_million_are_refused(string weights, int bad, string reason)
    {
        Assert.False(Weights.TryScale([.. Parse(weights)], out _, out var index, out var said));

        Assert.Equal(bad, index);
        Assert.Contains(reason, said);
    }

    [Fact]
    public void Proportions_are_kept_exactly() =>
        Gen.Int[0, 9999]
            .Array[1, 6]
            .Sample(hundredths =>
            {
                Assert.True(Weights.TryScale([.. hundredths.Select(h => h / 100m)], out var whole, out _, out _));
                var (total, sum) = (hundredths.Sum(), whole.Sum());
                return whole.Zip(hundredths).All(pair => (long)pair.First * total == (long)pair.Second * sum);
            });

    private static IEnumerable<decimal> Parse(string weights) =>
        weights
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(weight => decimal.Parse(weight, CultureInfo.InvariantCulture));
}
