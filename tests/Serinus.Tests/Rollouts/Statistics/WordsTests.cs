using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class WordsTests
{
    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.009, "0.9 %")]
    [InlineData(0.0052, "0.52 %")]
    [InlineData(0.000123, "0.012 %")]
    [InlineData(0.123, "12 %")]
    [InlineData(0.0995, "10 %")]
    [InlineData(1, "100 %")]
    public void Shares_have_two_digits_that_mean_something(double share, string words) =>
        Assert.Equal(words, Words.Percent(share));

    [Theory]
    [InlineData(140, "140:1")]
    [InlineData(12_345, "12 345:1")]
    [InlineData(0.63, "0.63:1")]
    [InlineData(1, "1:1")]
    [InlineData(1e9, "over 1 000 000:1")]
    [InlineData(1e-9, "under 0.01:1")]
    public void Evidence_is_odds(double odds, string words) => Assert.Equal(words, Words.Odds(Math.Log(odds)));

    [Theory]
    [InlineData(0.2, "1")]
    [InlineData(7.1, "8")]
    [InlineData(12_345, "12 000")]
    [InlineData(99_700, "100 000")]
    public void About_is_two_digits(double number, string words) => Assert.Equal(words, Words.About(number));

    [Theory]
    [InlineData(0.1, "1 s")]
    [InlineData(41, "41 s")]
    [InlineData(240, "4 minutes")]
    [InlineData(7200, "2 hours")]
    [InlineData(864_000, "10 days")]
    public void Times_have_the_unit_that_fits(double seconds, string words) =>
        Assert.Equal(words, Words.About(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(600, "600 ms")]
    [InlineData(1.4, "1.4 ms")]
    [InlineData(1100, "1.1 s")]
    public void Latencies_have_the_unit_that_fits(double milliseconds, string words) =>
        Assert.Equal(words, Words.Latency(TimeSpan.FromMilliseconds(milliseconds)));
}
