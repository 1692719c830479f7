using Serinus.Routing.Compile;

namespace Serinus.Tests.Routing.Compile;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("weigth", "weight")]
    [InlineData("wieght", "weight")]
    [InlineData("Weight", "weight")]
    [InlineData("servce", "service")]
    [InlineData("endpoint", "endpoints")]
    [InlineData("myap-canary", "myapp-canary")]
    [InlineData("hots", "hosts")]
    public void A_typing_error_finds_the_name_meant(string wanted, string meant) =>
        Assert.Equal(
            meant,
            NearestName.Find(wanted, ["weight", "service", "endpoints", "hosts", "myapp", "myapp-canary"])
        );

    [Theory]
    [InlineData("zzz")]
    [InlineData("")]
    [InlineData("completely-different")]
    public void Nothing_near_gives_no_hint(string wanted) =>
        Assert.Null(NearestName.Find(wanted, ["weight", "service", "endpoints"]));

    [Fact]
    public void The_hint_does_not_depend_on_the_order_of_the_names()
    {
        Assert.Equal("app-a", NearestName.Find("app-c", ["app-b", "app-a"]));
        Assert.Equal("app-a", NearestName.Find("app-c", ["app-a", "app-b"]));
    }
}
