using System.Text.Json;

namespace Serinus.Tests.Commands;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly ConfigFolder folder = new();
    private readonly string config;

    public ExplainCommandTests() => config = folder.WriteGood();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_says_which_route_takes_a_request_and_how_its_backend_is_chosen()
    {
        var call = await Call.Of("explain", "--config", config, "http://shop.example/cart?id=1");

        Assert.Equal(0, call.Status);
        Assert.Equal(
            """
            request   GET http://shop.example/cart?id=1
                      from 127.0.0.1 on listener web
            asked     shop (host shop.example): takes it: any path
            route     shop
            backend   by weight: shop 90 %, shop-canary 10 %
            backends  shop: 90 % by weight, service shop: http://127.0.0.1:1
                      shop-canary: 10 % by weight, service shop-canary: http://127.0.0.1:2

            """,
            call.Output
        );
    }

    [Fact]
    public async Task A_request_no_route_takes_is_status_1_with_a_hint()
    {
        var call = await Call.Of("explain", "--config", config, "http://shp.example/");

        Assert.Equal(1, call.Status);
        Assert.Contains("route     none: answered 404\n", call.Output, StringComparison.Ordinal);
        Assert.Contains("did you mean shop.example?", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Method_headers_and_client_are_those_given()
    {
        var call = await Call.Of(
            "explain",
            "--config",
            config,
            "http://127.0.0.1/",
            "-X",
            "POST",
            "-H",
            "Host: shop.example",
            "--client",
            "2001:db8::7",
            "-o",
            "json"
        );

        using var document = JsonDocument.Parse(call.Output);
        var request = document.RootElement.GetProperty("request");
        Assert.Equal("POST", request.GetProperty("method").GetString());
        Assert.Equal("shop.example", request.GetProperty("host").GetString());
        Assert.Equal("2001:db8::7", request.GetProperty("client").GetString());
        Assert.Equal("shop", document.RootElement.GetProperty("route").GetString());
        Assert.Equal("weight", document.RootElement.GetProperty("choice").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("is neither a URL", "nourl")]
    [InlineData("has no name before a colon", "http://a.example/", "-H", "nocolon")]
    [InlineData("is no IP address", "http://a.example/", "--client", "300.1.1.1")]
    [InlineData("there is no listener 'x'; there are: web", "http://a.example/", "--listener", "x")]
    public async Task What_cannot_be_a_request_is_status_2(string message, params string[] arguments)
    {
        var call = await Call.Of(["explain", "--config", config, .. arguments]);

        Assert.Equal(2, call.Status);
        Assert.Contains(message, call.Error, StringComparison.Ordinal);
    }
}
