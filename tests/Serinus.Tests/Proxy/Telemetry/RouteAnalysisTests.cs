using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Routing;
using Serinus.Routing.Config;
using Serinus.Testbed;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Proxy.Telemetry;

public sealed class RouteAnalysisTests
{
    private const int Stable = 0;
    private const int Other = 1;
    private const int Canary = 2;

    private static readonly OverlayConfig Overlay = new()
    {
        Name = "ro",
        Stable = "app",
        Canary = "app-canary",
        CanaryPercent = 10,
    };

    private readonly LiveSnapshot live = Bind(Overlay);
    private readonly EdgeTelemetry telemetry = new(2, [1], accessLog: null);

    private LiveRoute Route => live.Routes[0];

    [Fact]
    public void A_request_counts_for_the_arm_that_was_chosen_first()
    {
        Record(Stable, 200);
        Record(Canary, 200, loop: 0);
        Record(Canary, 404, loop: 1);
        Record(Other, 500);

        // The canary failed it, and stable answered: the canary's request, and its error.
        Record(Stable, 200, fellBackFrom: Canary);

        Assert.Equal((1, 0), Counts(Route.Analysis!.ReadStable()));
        Assert.Equal((3, 1), Counts(Route.Analysis!.ReadCanary()));
    }

    [Theory]
    [InlineData(200, null, false)]
    [InlineData(404, null, false)]
    [InlineData(413, "body_too_large", false)]
    [InlineData(500, null, true)]
    [InlineData(503, "no_endpoint", true)]
    [InlineData(0, null, true)]
    [InlineData(200, "body_cut", true)]
    public void An_error_is_what_the_server_is_to_blame_for(int status, string? error, bool isError)
    {
        Record(Canary, status, error: error);

        Assert.Equal((1, isError ? 1 : 0), Counts(Route.Analysis!.ReadCanary()));
    }

    [Fact]
    public void A_request_whose_client_left_is_not_counted()
    {
        Record(Canary, 499, error: "client_left");
        Record(Canary, 200, error: "client_left");
        Record(-1, 404);

        Assert.Equal((0, 0), Counts(Route.Analysis!.ReadCanary()));
    }

    [Fact]
    public void Calls_of_gRPC_fail_by_the_statuses_that_are_a_servers_fault()
    {
        int[] faults = [2, 4, 12, 13, 14, 15];
        for (var status = 0; status <= 16; status++)
            Record(Canary, 200, grpcStatus: status);

        var totals = Route.Analysis!.ReadCanary();

        Assert.Equal((17, faults.Length), (totals.Calls, totals.FailedCalls));
        Assert.Equal((17, 0), Counts(totals));
    }

    [Fact]
    public void An_answer_of_the_edges_own_to_a_call_is_an_error_when_the_server_is_to_blame()
    {
        Record(Canary, 200, error: "connect_failed", grpcStatus: 14);
        Record(Canary, 200, error: "body_too_large", grpcStatus: 8);
        Record(Stable, 200, fellBackFrom: Canary, grpcStatus: 0);

        var totals = Route.Analysis!.ReadCanary();

        Assert.Equal((3, 2), Counts(totals));
        Assert.Equal((3, 2), (totals.Calls, totals.FailedCalls));
    }

    [Fact]
    public void Durations_fall_into_the_buckets_of_the_edges()
    {
        Record(Canary, 200, milliseconds: 0.2);
        Record(Canary, 200, milliseconds: 1);
        Record(Canary, 200, milliseconds: 1.2);
        Record(Canary, 200, milliseconds: 60_000);

        var durations = Route.Analysis!.ReadCanary().Durations;

        Assert.Equal((2, 1, 1, 4), (durations[0], durations[1], durations[^1], durations.Sum()));
    }

    [Fact]
    public void A_route_without_a_rollout_has_no_such_counters() =>
        Assert.Null(LiveBinder.Bind(Given.Snapshot(Given.Canary("r", 1, 1)), null, 1, 1).Routes[0].Analysis);

    [Fact]
    public void Counters_go_on_over_orders_and_begin_anew_with_other_arms_or_edges()
    {
        var series = Route.Analysis;

        Assert.Same(series, Bind(Overlay with { CanaryPercent = 50, Generation = 2 }, live).Routes[0].Analysis);
        Assert.NotSame(series, Bind(Overlay with { DurationEdges = [300] }, live).Routes[0].Analysis);
        var swapped = Overlay with { Stable = Overlay.Canary, Canary = Overlay.Stable };
        Assert.NotSame(series, Bind(swapped, live).Routes[0].Analysis);
        Assert.NotEqual(series!.Series, Bind(swapped, live).Routes[0].Analysis!.Series);
    }

    [Fact]
    public async Task Every_reading_is_of_one_moment()
    {
        using var enough = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            var failed = Exchange(Canary, 500, milliseconds: 5);
            while (!enough.IsCancellationRequested)
                telemetry.Loops[0].Record(failed);
        });

        var errors = 0L;
        for (var i = 0; i < 20_000 || errors == 0; i++)
        {
            var totals = Route.Analysis!.ReadCanary();
            Assert.Equal(totals.Requests, totals.Errors);
            Assert.Equal(totals.Requests, totals.Durations.Sum());
            errors = totals.Errors;
        }

        await enough.CancelAsync();
        await writer;
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        var exchange = Exchange(Canary, 200, milliseconds: 5);
        telemetry.Loops[0].Record(exchange);

        var bytes = Allocated.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
                telemetry.Loops[0].Record(exchange);
        });

        Assert.Equal(0, bytes);
    }

    private void Record(
        int backend,
        int status,
        string? error = null,
        int fellBackFrom = -1,
        int grpcStatus = -1,
        double milliseconds = 1,
        int loop = 0
    )
    {
        var exchange = Exchange(backend, status, milliseconds);
        exchange.Error = error;
        exchange.FellBackFrom = fellBackFrom;
        exchange.GrpcStatus = grpcStatus;
        telemetry.Loops[loop].Record(exchange);
    }

    private ExchangeRecord Exchange(int backend, int status, double milliseconds)
    {
        var exchange = Sample.Exchange(Route, live, milliseconds);
        exchange.Analysis = Route.Analysis;
        exchange.Backend = backend;
        exchange.Status = status;
        return exchange;
    }

    private static (long Requests, long Errors) Counts(AnalysisTotals totals) => (totals.Requests, totals.Errors);

    private static LiveSnapshot Bind(OverlayConfig overlay, LiveSnapshot? previous = null)
    {
        var route = Given.Canary("r", 90, 10);
        var other = new BackendConfig { Service = "app", Name = "other" };
        var fragment = Given.Fragment(route with { Backends = route.Backends.Insert(1, other) });
        var snapshot = Given.Compiled(fragment with { Overlays = [overlay] }, previous?.Snapshot).Snapshot;
        return LiveBinder.Bind(snapshot, previous, loops: 2, buckets: 1);
    }
}
