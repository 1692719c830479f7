using Serinus.Providers.Outside.Http;
using Serinus.Providers.Outside.Metrics;
using Serinus.Rollouts.Spec;
using Serinus.Testbed;

namespace Serinus.Tests.Providers.Outside.Metrics;

public sealed class WebSourceTests : IAsyncDisposable
{
    private readonly BoundedHttp http = new(TimeProvider.System);
    private readonly RecordingUpstream server = new();

    [Fact]
    public async Task A_service_is_asked_as_it_wants_to_be()
    {
        server.Always(200, """{"data":{"values":[{"v":0.5}]}}""");

        var answer = await AskAsync(
            Source() with
            {
                Method = "post",
                Body = "{\"q\":1}",
                JsonPath = "{$.data.values[0].v}",
            }
        );

        Assert.Equal("0.5", answer.Result!.ToString());
        var request = server.Requests.Single();
        Assert.Equal("POST /q", request.ToString());
        Assert.Equal("application/json", request.Head["Content-Type"]);
        Assert.Equal("{\"q\":1}", await request.BodyAsync());
    }

    [Fact]
    public async Task Every_kind_of_JSON_is_a_value()
    {
        server.Always(200, """{"a":[1,true,"x",null,{"b":1e999,"b":2,"\ud800":"\ud800"}]}""");

        Assert.Equal("{a: [1, true, x, nil, {b: 2, \uFFFD: \uFFFD}]}", (await AskAsync(Source())).Result!.ToString());
    }

    [Theory]
    [InlineData(500, "oops", "", "answers 500: oops; look at its log")]
    [InlineData(200, "oops", "", "something that is no JSON: oops")]
    [InlineData(200, "", "", "something that is no JSON")]
    [InlineData(200, "{\"a\":1}", "$.b", "path $.b leads nowhere: 'b' is looked for in an object that has a")]
    [InlineData(200, "1", "$[", "jsonPath $[: column 2: the position that begins here has no end")]
    public async Task What_cannot_be_read_is_told_with_its_cure(int status, string body, string path, string words)
    {
        server.Always(status, body);

        Assert.Contains(words, (await AskAsync(Source() with { JsonPath = path })).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Depth_and_size_are_bounded()
    {
        server.Always(200, new string('[', 33) + new string(']', 33));
        Assert.Contains("no JSON", (await AskAsync(Source())).Error);

        server.Always(200, "\"" + new string('x', 2_000_000) + "\"");
        Assert.Contains("ask it for less", (await AskAsync(Source())).Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /")]
    public async Task A_method_is_a_word(string method) =>
        Assert.Contains("is no method", (await AskAsync(Source() with { Method = method })).Error);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
    }

    private Task<SourceAnswer> AskAsync(MetricSourceSpec source) => new WebSource(http).AskAsync(source, default);

    private MetricSourceSpec Source() =>
        new()
        {
            Kind = MetricSourceKind.Web,
            Address = server.Url + "/q",
            Timeout = TimeSpan.FromMinutes(1),
        };
}
