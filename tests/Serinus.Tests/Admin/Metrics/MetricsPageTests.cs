using Serinus.Proxy.Telemetry;

namespace Serinus.Tests.Admin.Metrics;

public class MetricsPageTests
{
    [Fact]
    public async Task Requests_of_all_loops_are_one_series_a_code()
    {
        await using var admin = new AdminFixture();
        admin.Publish("shop", ("stable", 9), ("canary", 1));
        admin.Record(backend: 0, times: 3, loop: 0);
        admin.Record(backend: 0, times: 4, loop: 1);
        admin.Record(backend: 1, times: 1, status: 500);
        admin.Record(backend: -1, times: 1, status: 413);

        var page = await admin.MetricsAsync();

        AssertLine("serinus_requests_total{listener=\"web\",route=\"shop\",backend=\"stable\",code=\"200\"} 7", page);
        AssertLine("serinus_requests_total{listener=\"web\",route=\"shop\",backend=\"canary\",code=\"500\"} 1", page);
        AssertLine("serinus_requests_total{listener=\"web\",route=\"shop\",backend=\"\",code=\"413\"} 1", page);
    }

    [Fact]
    public async Task Durations_keep_count_and_sum_of_every_bucket()
    {
        await using var admin = new AdminFixture();
        admin.Publish("shop", ("stable", 1));
        admin.Record(backend: 0, times: 4, milliseconds: 0.5);
        await admin.MetricsAsync();
        admin.Record(backend: 0, times: 2, milliseconds: 5, loop: 1);
        admin.Record(backend: 0, times: 1, milliseconds: 40);

        var page = await admin.MetricsAsync();

        const string Series = "serinus_request_duration_seconds";
        AssertLine($"{Series}_bucket{{route=\"shop\",backend=\"stable\",le=\"0.001\"}} 4", page);
        AssertLine($"{Series}_bucket{{route=\"shop\",backend=\"stable\",le=\"0.01\"}} 6", page);
        AssertLine($"{Series}_bucket{{route=\"shop\",backend=\"stable\",le=\"+Inf\"}} 7", page);
        AssertLine($"{Series}_count{{route=\"shop\",backend=\"stable\"}} 7", page);
        Assert.Equal(0.052, Value($"{Series}_sum{{route=\"shop\",backend=\"stable\"}} ", page), 9);
    }

    [Fact]
    public async Task Counters_go_on_when_weights_change()
    {
        await using var admin = new AdminFixture();
        admin.Publish("shop", ("stable", 9), ("canary", 1));
        admin.Record(backend: 1, times: 5);
        await admin.MetricsAsync();

        admin.Publish("shop", ("canary", 5), ("stable", 5));
        admin.Record(backend: 0, times: 1);

        AssertLine(
            "serinus_requests_total{listener=\"web\",route=\"shop\",backend=\"canary\",code=\"200\"} 6",
            await admin.MetricsAsync()
        );
    }

    [Fact]
    public async Task Series_of_what_is_gone_vanish_and_those_that_stay_do_not()
    {
        await using var admin = new AdminFixture();
        admin.Publish("shop", ("stable", 9), ("canary", 1));
        admin.Record(backend: 0, times: 1);
        admin.Record(backend: 1, times: 1);
        admin.Telemetry.Loops[0].RecordTry(admin.Live!.Services[1].Endpoints[0].Metrics, TryOutcome.Timeout);
        Assert.Contains("=\"canary\"", await admin.MetricsAsync(), StringComparison.Ordinal);

        admin.Publish("shop", ("stable", 9));
        var page = await admin.MetricsAsync();

        Assert.DoesNotContain("=\"canary\"", page, StringComparison.Ordinal);
        AssertLine("serinus_requests_total{listener=\"web\",route=\"shop\",backend=\"stable\",code=\"200\"} 1", page);
    }

    [Fact]
    public async Task A_route_that_went_and_came_back_between_two_scrapes_starts_at_zero()
    {
        await using var admin = new AdminFixture();
        admin.Publish("shop", ("stable", 1));
        admin.Record(backend: 0, times: 10);
        await admin.MetricsAsync();

        admin.Publish("other", ("stable", 1));
        admin.Publish("shop", ("stable", 1));
        admin.Record(backend: 0, times: 2);

        AssertLine(
            "serinus_requests_total{listener=\"web\",route=\"shop\",backend=\"stable\",code=\"200\"} 2",
            await admin.MetricsAsync()
        );
    }

    [Fact]
    public async Task An_idle_route_shows_no_series()
    {
        await using var admin = new AdminFixture();
        admin.Publish("quiet", ("stable", 1));

        Assert.DoesNotContain("quiet", await admin.MetricsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_show_health_load_and_outcomes()
    {
        await using var admin = new AdminFixture();
        admin.Publish("shop", ("stable", 1));
        var endpoint = admin.Live!.Services[0].Endpoints[0];
        endpoint.Enter();
        admin.Telemetry.Loops[1].RecordTry(endpoint.Metrics, TryOutcome.ConnectFailed);

        var page = await admin.MetricsAsync();

        const string Labels = "{service=\"stable\",endpoint=\"http://10.0.0.1:80\"";
        AssertLine($"serinus_endpoint_healthy{Labels}}} 1", page);
        AssertLine($"serinus_endpoint_in_flight{Labels}}} 1", page);
        AssertLine($"serinus_upstream_requests_total{Labels},outcome=\"connect_failed\"}} 1", page);
    }

    [Fact]
    public async Task Retries_and_fallbacks_are_counted_against_who_caused_them()
    {
        await using var admin = new AdminFixture();
        admin.Publish("shop", ("stable", 9), ("canary", 1));
        var exchange = Sample(admin);
        exchange.FellBackFrom = 1;
        exchange.Retries = 3;
        admin.Telemetry.Loops[0].Record(exchange);

        var page = await admin.MetricsAsync();

        AssertLine("serinus_retries_total{route=\"shop\"} 3", page);
        AssertLine("serinus_fallbacks_total{route=\"shop\",backend=\"canary\"} 1", page);
    }

    [Fact]
    public async Task The_whole_program_shows_its_state()
    {
        await using var admin = new AdminFixture();
        admin.Publish("shop", ("stable", 1));
        admin.Status.Reloaded([], DateTimeOffset.UnixEpoch);
        admin.Telemetry.Loops[0].ConnectionOpened();
        admin.Telemetry.Loops[0].ExchangeStarted();

        var page = await admin.MetricsAsync();

        AssertLine("serinus_config_generation 1", page);
        AssertLine("serinus_config_reloads_total{result=\"success\"} 1", page);
        AssertLine("serinus_config_problems{severity=\"error\"} 0", page);
        AssertLine("serinus_connections 1", page);
        AssertLine("serinus_connections_total 1", page);
        AssertLine("serinus_requests_in_flight 1", page);
        AssertLine("serinus_access_log_dropped_total 0", page);
        Assert.Contains("serinus_build_info{version=\"1.2.3\",", page, StringComparison.Ordinal);
        Assert.Contains("\nprocess_cpu_seconds_total ", page, StringComparison.Ordinal);
    }

    private static ExchangeRecord Sample(AdminFixture admin) =>
        Tests.Proxy.Telemetry.Sample.Exchange(admin.Live!.Routes[0], admin.Live);

    private static void AssertLine(string line, string page) =>
        Assert.Contains("\n" + line + "\n", page, StringComparison.Ordinal);

    private static double Value(string series, string page) =>
        double.Parse(
            page.Split('\n').Single(line => line.StartsWith(series, StringComparison.Ordinal))[series.Length..]
        );
}
