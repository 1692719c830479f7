using System.Collections.Immutable;
using Serinus.Providers.Outside.Http;
using Serinus.Providers.Prometheus;
using Serinus.Rollouts.Spec;
using Serinus.Testbed;
using Serinus.Tests.Providers.Outside;

namespace Serinus.Tests.Providers.Prometheus;

public sealed class PrometheusSourceTests : IAsyncDisposable
{
    private readonly BoundedHttp http = new(TimeProvider.System);
    private readonly RecordingUpstream server = new();

    public PrometheusSourceTests() =>
        server.Always(200, """{"status":"success","data":{"resultType":"scalar","result":[1,"3"]}}""");

    [Fact]
    public async Task A_query_is_asked_as_an_instant_one()
    {
        var answer = await AskAsync(
            Source("") with
            {
                Headers = ImmutableDictionary<string, string>.Empty.Add("Authorization", "Bearer t"),
            }
        );

        Assert.Equal("3", answer.Result!.ToString());
        var request = server.Requests.Single();
        Assert.Equal("GET /api/v1/query?query=sum%28rate%28x%5B1m%5D%29%29&timeout=60s", request.ToString());
        Assert.Equal("Bearer t", request.Head["Authorization"]);
    }

    [Theory]
    [InlineData("/", "/api/v1/query?query")]
    [InlineData("/prometheus", "/prometheus/api/v1/query?query")]
    [InlineData("/prometheus/", "/prometheus/api/v1/query?query")]
    [InlineData("/t?dedup=true", "/t/api/v1/query?dedup=true&query")]
    public async Task The_address_may_have_a_path_and_parameters(string path, string target)
    {
        await AskAsync(Source(path));

        Assert.StartsWith(target, server.Requests.Single().Target);
    }

    [Fact]
    public async Task A_long_query_goes_into_the_body()
    {
        var query = $"x{{a=\"{new string('y', 3000)}\"}}";

        await AskAsync(Source("") with { Query = query });

        var request = server.Requests.Single();
        Assert.Equal("POST /api/v1/query", request.ToString());
        Assert.Equal("application/x-www-form-urlencoded", request.Head["Content-Type"]);
        Assert.Equal($"query={Uri.EscapeDataString(query)}&timeout=60s", await request.BodyAsync());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
    }

    private Task<Serinus.Providers.Outside.Metrics.SourceAnswer> AskAsync(MetricSourceSpec source) =>
        new PrometheusSource(http).AskAsync(source, default);

    private MetricSourceSpec Source(string path) =>
        new()
        {
            Address = server.Url + path,
            Query = "sum(rate(x[1m]))",
            Timeout = TimeSpan.FromMinutes(1),
        };
}
