using Serinus.Admin.Rollouts;
using Serinus.Testbed;

namespace Serinus.Tests.Admin.Rollouts;

public sealed class ActingTokensTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Nobody_may_act_where_no_file_is_named()
    {
        var access = new ActingTokens(null).Check("Bearer anything-at-all-0123");

        Assert.True(access is { IsGranted: false, IsOff: true });
        Assert.Contains("admin.tokenFile", access.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_of_the_file_may_act_under_its_name()
    {
        var tokens = Tokens("# who may act\n\nann  0123456789abcdef\nci\t fedcba9876543210\n");

        Assert.Equal(Access.Granted("ann"), tokens.Check("Bearer 0123456789abcdef"));
        Assert.Equal(Access.Granted("ci"), tokens.Check("bearer  fedcba9876543210 "));
    }

    [Fact]
    public void A_token_needs_no_name() =>
        Assert.Equal(Access.Granted(""), Tokens("0123456789abcdef\n").Check("Bearer 0123456789abcdef"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer 0123456789abcde")]
    [InlineData("Bearer 0123456789abcdef0")]
    [InlineData("Bearer ann")]
    [InlineData("Basic 0123456789abcdef")]
    [InlineData("0123456789abcdef")]
    public void Anything_else_may_not(string? authorization)
    {
        var access = Tokens("ann 0123456789abcdef\n").Check(authorization);

        Assert.True(access is { IsGranted: false, IsOff: false });
        Assert.NotEmpty(access.Why);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# ann 0123456789abcdef\n")]
    [InlineData("ann short\n")]
    [InlineData("ann 0123456789abcdef and more\n")]
    public void A_file_without_a_token_lets_nobody_act(string text) =>
        Assert.True(Tokens(text).Check("Bearer short").IsOff);

    [Fact]
    public void A_file_that_cannot_be_read_lets_nobody_act()
    {
        var access = new ActingTokens(Path.Combine(folder.Path, "nowhere")).Check("Bearer 0123456789abcdef");

        Assert.True(access.IsOff);
        Assert.Contains("nowhere cannot be read", access.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_is_taken_away_counts_no_more()
    {
        var tokens = Tokens("ann 0123456789abcdef\n");
        Assert.True(tokens.Check("Bearer 0123456789abcdef").IsGranted);

        folder.Write("tokens", "bob fedcba9876543210\n");

        Assert.False(tokens.Check("Bearer 0123456789abcdef").IsGranted);
        Assert.True(tokens.Check("Bearer fedcba9876543210").IsGranted);
    }

    private ActingTokens Tokens(string text) => new(folder.Write("tokens", text));
}
