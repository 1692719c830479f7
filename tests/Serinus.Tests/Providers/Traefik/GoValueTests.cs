using Serinus.Providers.Traefik;

namespace Serinus.Tests.Providers.Traefik;

public class GoValueTests
{
    [Theory]
    [InlineData("10", 10_000)]
    [InlineData("0", 0)]
    [InlineData("1.5", 1_500)]
    [InlineData("1m30s", 90_000)]
    [InlineData("250ms", 250)]
    [InlineData("1h", 3_600_000)]
    public void A_duration_is_a_number_of_seconds_or_has_units(string text, double milliseconds)
    {
        Assert.True(GoValue.TryDuration(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("1x")]
    [InlineData("-5s")]
    [InlineData("s")]
    [InlineData("99999999999h")]
    public void What_is_no_duration_is_not_guessed(string text) => Assert.False(GoValue.TryDuration(text, out _));

    [Theory]
    [InlineData("1,2;3", "1|2|3")]
    [InlineData("\"0.1, 0.3\"", "0.1|0.3")]
    [InlineData(",,", "")]
    public void A_list_has_commas_or_semicolons(string text, string parts) =>
        Assert.Equal(parts, string.Join('|', GoValue.List(text)));
}
