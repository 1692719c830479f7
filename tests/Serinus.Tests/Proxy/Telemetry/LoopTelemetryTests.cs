using Serinus.Proxy.Telemetry;
using Serinus.Routing.Config;
using Serinus.Testbed;

namespace Serinus.Tests.Proxy.Telemetry;

public class LoopTelemetryTests
{
    [Fact]
    public void An_exchange_is_counted_by_listener_arm_status_and_duration()
    {
        var telemetry = new EdgeTelemetry(2, [0.001, 0.01], accessLog: null);
        var routed = Sample.Route("r", ("stable", 1));
        var route = Sample.LiveRoute(routed, RouteMetrics.For(routed, null, 2, 2));
        var live = Sample.Live(route, "web", "internal");

        var exchange = Sample.Exchange(route, live, milliseconds: 5);
        exchange.Listener = 1;
        telemetry.Loops[0].Record(exchange);
        telemetry.Loops[1].Record(exchange);

        var totals = route.Metrics.Arms[0].Read();
        Assert.Equal(2, totals.ByListener["internal"][200]);
        Assert.Equal([0, 2, 0], totals.BucketCounts);
        Assert.Equal(2 * (exchange.Ended - exchange.Started), totals.BucketTicks[1]);
    }

    [Fact]
    public void A_duration_on_a_bound_belongs_below_it()
    {
        var telemetry = new EdgeTelemetry(1, [0.001, 0.01], accessLog: null);

        telemetry.Loops[0].Record(Sample.Exchange(null, null, milliseconds: 1));
        telemetry.Loops[0].Record(Sample.Exchange(null, null, milliseconds: 10));
        telemetry.Loops[0].Record(Sample.Exchange(null, null, milliseconds: 11));

        Assert.Equal([1, 1, 1], telemetry.Unmatched.Arms[0].Read().BucketCounts);
    }

    [Fact]
    public void A_request_no_route_takes_is_counted_on_its_own()
    {
        var telemetry = new EdgeTelemetry(1, [1], accessLog: null);

        telemetry.Loops[0].Record(Sample.Exchange(null, null));

        Assert.Equal(1, telemetry.Unmatched.Arms[0].Read().ByListener[""][404]);
    }

    [Fact]
    public void The_life_of_an_upgraded_connection_is_not_a_response_time()
    {
        var telemetry = new EdgeTelemetry(1, [0.001], accessLog: null);
        var exchange = Sample.Exchange(null, null, milliseconds: 3_600_000);
        exchange.Status = 101;
        exchange.FirstByte = exchange.Started + 1;

        telemetry.Loops[0].Record(exchange);

        Assert.Equal([1, 0], telemetry.Unmatched.Arms[0].Read().BucketCounts);
    }

    [Fact]
    public void Tries_are_counted_at_their_endpoint()
    {
        var telemetry = new EdgeTelemetry(2, [1], accessLog: null);
        var endpoint = Sample.Endpoint(loops: 2);

        telemetry.Loops[0].RecordTry(endpoint.Metrics, TryOutcome.Timeout);
        telemetry.Loops[1].RecordTry(endpoint.Metrics, TryOutcome.Timeout);

        Assert.Equal(2, endpoint.Metrics.Count(TryOutcome.Timeout));
        Assert.Equal(0, endpoint.Metrics.Count(TryOutcome.Success));
    }

    [Fact]
    public void Connections_and_exchanges_open_now_are_those_begun_and_not_ended()
    {
        var telemetry = new EdgeTelemetry(2, [1], accessLog: null);
        telemetry.Loops[0].ConnectionOpened();
        telemetry.Loops[1].ConnectionOpened();
        telemetry.Loops[0].ConnectionClosed();
        telemetry.Loops[1].ExchangeStarted();
        telemetry.Loops[1].ExchangeStarted();
        telemetry.Loops[1].Record(Sample.Exchange(null, null));

        Assert.Equal((2, 1, 1), (telemetry.ConnectionsTotal, telemetry.Connections, telemetry.InFlight));
    }

    [Theory]
    [InlineData(AccessLogFormat.Json)]
    [InlineData(AccessLogFormat.Common)]
    public void Recording_allocates_nothing_once_a_series_exists(AccessLogFormat format)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using (var log = new AccessLog(new AccessLogConfig { Path = path, Format = format }, _ => { }))
        {
            var telemetry = new EdgeTelemetry(1, [0.001, 0.01], log);
            var routed = Sample.Route("r", ("stable", 1), ("canary", 1));
            var route = Sample.LiveRoute(routed, RouteMetrics.For(routed, null, 1, 2));
            var exchange = Sample.Exchange(route, Sample.Live(route, "web"));
            exchange.Request = Sample.Head("GET", "a.example", "/x\"\u00FF");
            var endpoint = Sample.Endpoint();
            exchange.Endpoint = endpoint.Endpoint;
            exchange.FellBackFrom = 1;
            exchange.Retries = 1;
            exchange.FirstByte = exchange.UpstreamStarted = exchange.Started + 1;
            RecordTimes(100);

            Assert.Equal(0, Allocated.Least(() => RecordTimes(1000)));

            void RecordTimes(int times)
            {
                for (var i = 0; i < times; i++)
                {
                    telemetry.Loops[0].Record(exchange);
                    telemetry.Loops[0].RecordTry(endpoint.Metrics, TryOutcome.Success);
                }
            }
        }

        File.Delete(path);
    }
}
