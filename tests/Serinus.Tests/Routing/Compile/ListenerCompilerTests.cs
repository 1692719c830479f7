using Serinus.Routing.Config;

namespace Serinus.Tests.Routing.Compile;

public sealed class ListenerCompilerTests
{
    [Theory]
    [InlineData("0.0.0.0:8000", "0.0.0.0:8000")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("[::]:8000", "[::]:8000")]
    [InlineData("[::1]:8000", "[::1]:8000")]
    [InlineData(":8000", "[::]:8000")]
    public void Addresses_are_read(string address, string endPoint)
    {
        var result = Compile(new ListenerConfig { Name = "web", Address = address });

        Assert.Empty(result.Problems);
        Assert.Equal(endPoint, result.Snapshot.Listeners[0].EndPoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("8000")]
    [InlineData("0.0.0.0")]
    [InlineData("0.0.0.0:")]
    [InlineData("0.0.0.0:65536")]
    [InlineData("0.0.0.0:+80")]
    [InlineData("localhost:8000")]
    [InlineData("::1:8000")]
    [InlineData("[127.0.0.1]:8000")]
    [InlineData("[]:8000")]
    [InlineData("http://0.0.0.0:8000")]
    public void What_is_no_address_is_told(string address)
    {
        var result = Compile(new ListenerConfig { Name = "web", Address = address });

        var problem = Assert.Single(result.Problems);
        Assert.Equal(("address", Severity.Error), (problem.Field, problem.Severity));
        Assert.Contains($"\"{address}\"", problem.Message);
        Assert.Empty(result.Snapshot.Listeners);
    }

    [Fact]
    public void Two_listeners_cannot_have_one_address()
    {
        var result = Compile(
            new ListenerConfig { Name = "one", Address = ":8000" },
            new ListenerConfig { Name = "two", Address = "[::]:8000" }
        );

        Assert.Equal("one", Assert.Single(result.Snapshot.Listeners).Name);
        Assert.Contains("taken by listener one", Assert.Single(result.Problems).Message);
    }

    [Fact]
    public void Filters_and_networks_of_a_listener_are_checked()
    {
        var good = new ListenerConfig
        {
            Name = "web",
            Address = ":8000",
            TrustedNetworks = [],
            Filters =
            [
                new() { Allow = new() { From = ["10.0.0.0/8"] } },
                new() { Redirect = new() { Scheme = "https" } },
            ],
        };
        Assert.Empty(Compile(good).Problems);
        AssertError(good with { TrustedNetworks = ["10.0.0.0/8", "x"] }, "trustedNetworks[1]");
        AssertError(good with { Filters = [new() { Respond = new() }] }, "filters[0]");
        AssertError(good with { Filters = [new() { Allow = new() }] }, "filters[0].allow.from");
        AssertError(good with { Filters = [new() { Allow = new() { From = ["x"] } }] }, "filters[0].allow.from[0]");
        AssertError(good with { Filters = [new() { Redirect = new() }] }, "filters[0].redirect");

        static void AssertError(ListenerConfig listener, string field)
        {
            var result = Compile(listener);
            Assert.Equal((field, Severity.Error), (result.Problems[0].Field, result.Problems[0].Severity));
            Assert.Empty(result.Snapshot.Listeners);
        }
    }

    [Fact]
    public void Trust_on_a_listener_is_its_own_or_else_the_edges()
    {
        var listeners = new[]
        {
            new ListenerConfig { Name = "edge", Address = ":1" },
            new ListenerConfig
            {
                Name = "nobody",
                Address = ":2",
                TrustedNetworks = [],
            },
        };
        var snapshot = Given
            .Compiled(
                Given.Fragment() with
                {
                    Listeners = [.. listeners],
                    Edge = new() { TrustedNetworks = ["::/0"] },
                }
            )
            .Snapshot;

        Assert.Same(snapshot.Trusted, snapshot.TrustedOn(0));
        Assert.True(snapshot.TrustedOn(1).IsEmpty);
        Assert.Same(snapshot.Trusted, snapshot.TrustedOn(-1));
    }

    private static Serinus.Routing.Compile.CompileResult Compile(params ListenerConfig[] listeners) =>
        Given.Compiled(Given.Fragment() with { Listeners = [.. listeners] });
}
