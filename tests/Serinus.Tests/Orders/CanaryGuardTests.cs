using Microsoft.Extensions.Logging.Abstractions;
using Serinus.Orders;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Routing.Config;
using Serinus.Tests.Proxy.Telemetry;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Orders;

public sealed class CanaryGuardTests
{
    private const long Now = 1_000_000;

    private readonly LiveOrders orders = new(TimeProvider.System, NullLogger.Instance);
    private readonly EdgeTelemetry telemetry = new(1, [1], accessLog: null);
    private readonly CanaryGuard guard;
    private LiveSnapshot live = null!;

    public CanaryGuardTests() => guard = new CanaryGuard(orders, () => live, TimeProvider.System);

    [Fact]
    public void A_failing_canary_is_taken_out_until_the_next_order_and_counts_from_there()
    {
        Serve(Order(1));
        guard.Look(Now);
        Fail(10);

        guard.Look(Now);

        Assert.Contains("10 of the last 10 requests failed", orders.Find("ro")?.TakenOut);
        Assert.Contains("(route r)", orders.Find("ro")?.TakenOut);
        Assert.Equal(0, orders.Fragment.Overlays[0].CanaryPercent);

        Serve(Order(2));
        guard.Look(Now);
        Fail(9);
        guard.Look(Now);
        Assert.Null(orders.Find("ro")?.TakenOut);
        Fail(1);
        guard.Look(Now);
        Assert.NotNull(orders.Find("ro")?.TakenOut);
        Assert.Equal([("ro", GuardReason.FastFail, 2L)], orders.TakenOut);
    }

    [Fact]
    public void A_canary_whose_endpoints_are_all_ejected_is_taken_out_when_it_is_asked()
    {
        Serve(Order(1));
        guard.Look(Now);
        var service = live.Services.Single(service => service.Service.Name == "app-canary");
        for (var i = 0; i < 3; i++)
            service.Endpoints[0].Failed(Now);
        Fail(1);

        guard.Look(Now);
        Assert.Null(orders.Find("ro")?.TakenOut);
        guard.Look(Now);

        Assert.Contains("none of its endpoints can be used", orders.Find("ro")?.TakenOut);
    }

    [Fact]
    public void Only_a_run_that_goes_on_and_is_served_is_watched()
    {
        Serve(Order(1) with { IsRunning = false });
        guard.Look(Now);
        Fail(20);
        guard.Look(Now);
        Assert.Null(orders.Find("ro")?.TakenOut);

        // Held, but not served yet: what fails belongs to the order before.
        Serve(Order(2));
        orders.Give(Order(3));
        guard.Look(Now);
        Fail(20);
        guard.Look(Now);
        Assert.Null(orders.Find("ro")?.TakenOut);
    }

    private static EdgeOrder Order(long generation) =>
        new()
        {
            Overlay = new OverlayConfig
            {
                Name = "ro",
                Stable = "app",
                Canary = "app-canary",
                CanaryPercent = 10,
                Generation = generation,
            },
            IsRunning = true,
        };

    private void Serve(EdgeOrder order)
    {
        orders.Give(order);
        var fragment = Given.Fragment(route) with { Overlays = orders.Fragment.Overlays };
        live = LiveBinder.Bind(Given.Compiled(fragment, live?.Snapshot).Snapshot, live, loops: 1, buckets: 1);
    }

    private readonly RouteConfig route = Given.Canary("r", 90, 10);

    private void Fail(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var exchange = Sample.Exchange(live.Routes[0], live);
            exchange.Analysis = live.Routes[0].Analysis;
            exchange.Backend = 1;
            exchange.Status = 500;
            telemetry.Loops[0].Record(exchange);
        }
    }
}
