using Serinus.Proxy.Telemetry;

namespace Serinus.Tests.Proxy.Telemetry;

public class RouteMetricsTests
{
    private const int Buckets = 2;

    [Fact]
    public void Counts_go_on_across_snapshots_under_the_arm_s_name()
    {
        var (first, telemetry) = Start(("stable", 90m), ("canary", 10m));
        Record(telemetry, first, backend: 1);

        var second = RouteMetrics.For(Sample.Route("r", ("new", 1), ("canary", 10), ("stable", 89)), first, 1, Buckets);
        Record(telemetry, second, backend: 1, ("new", 1), ("canary", 10), ("stable", 89));

        Assert.Equal(2, second.Arms[1].Read().Requests);
        Assert.Equal(0, second.Arms[0].Read().Requests);
        Assert.Same(first.Arms[0], second.Arms[2]);
    }

    [Fact]
    public void An_exchange_that_ends_after_a_reload_is_counted()
    {
        var (first, telemetry) = Start(("stable", 1m), ("canary", 1m));
        var second = RouteMetrics.For(Sample.Route("r", ("stable", 1), ("canary", 3)), first, 1, Buckets);

        Record(telemetry, first, backend: 0);

        Assert.Equal(1, second.Arms[0].Read().Requests);
    }

    [Fact]
    public void An_unchanged_route_keeps_its_metrics_object()
    {
        var (first, _) = Start(("stable", 1m), ("canary", 1m));

        Assert.Same(first, RouteMetrics.For(Sample.Route("r", ("stable", 1), ("canary", 1)), first, 1, Buckets));
    }

    [Fact]
    public void The_observed_share_starts_anew_when_weights_change()
    {
        var (first, telemetry) = Start(("stable", 90m), ("canary", 10m));
        Record(telemetry, first, backend: 0);

        var second = RouteMetrics.For(Sample.Route("r", ("stable", 50), ("canary", 50)), first, 1, Buckets);
        Record(telemetry, second, backend: 1);

        Assert.Equal(0, second.ChosenAtTheseWeights(0));
        Assert.Equal(1, second.ChosenAtTheseWeights(1));
        Assert.Equal(1, second.Arms[0].Chosen);
    }

    [Fact]
    public void A_fallback_counts_as_a_choice_of_the_arm_that_failed()
    {
        var (metrics, telemetry) = Start(("stable", 1m), ("canary", 1m));
        var route = Sample.LiveRoute(Sample.Route("r", ("stable", 1), ("canary", 1)), metrics);
        var exchange = Sample.Exchange(route, Sample.Live(route, "web"));
        exchange.FellBackFrom = 1;
        exchange.Retries = 2;

        telemetry.Loops[0].Record(exchange);

        Assert.Equal(1, metrics.Arms[1].Chosen);
        Assert.Equal(1, metrics.Arms[1].Read().Fallbacks);
        Assert.Equal(1, metrics.Arms[0].Read().Requests);
        Assert.Equal(0, metrics.Arms[0].Chosen);
        Assert.Equal(2, metrics.Retries.Sum);
    }

    [Fact]
    public void An_idle_route_takes_less_than_a_kilobyte()
    {
        var route = Sample.Route("r", ("stable", 90), ("canary", 10));
        var kept = new RouteMetrics[1000];
        RouteMetrics.For(route, null, 4, 13);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < kept.Length; i++)
            kept[i] = RouteMetrics.For(route, null, 4, 13);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / kept.Length;

        Assert.InRange(each, 0, 1023);
        GC.KeepAlive(kept);
    }

    private static (RouteMetrics Metrics, EdgeTelemetry Telemetry) Start(params (string, decimal)[] arms)
    {
        var metrics = RouteMetrics.For(Sample.Route("r", arms), previous: null, loops: 1, Buckets);
        return (metrics, new EdgeTelemetry(1, [0.001, 0.01], accessLog: null));
    }

    private static void Record(
        EdgeTelemetry telemetry,
        RouteMetrics metrics,
        int backend,
        params (string, decimal)[] arms
    )
    {
        var route = Sample.LiveRoute(
            Sample.Route("r", arms.Length > 0 ? arms : [("stable", 1), ("canary", 1)]),
            metrics
        );
        var exchange = Sample.Exchange(route, Sample.Live(route, "web"));
        exchange.Backend = backend;
        telemetry.Loops[0].Record(exchange);
    }
}
