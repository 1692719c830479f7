using System.Threading.Channels;
using Serinus.Proxy.Health;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Upstreams;
using Serinus.Routing;
using Serinus.Routing.Config;
using Serinus.Tests.Proxy.Upstreams;

namespace Serinus.Tests.Proxy.Health;

public sealed class HealthMonitorTests : IAsyncDisposable
{
    private static readonly HealthCheckConfig Often = new()
    {
        Path = "/healthz",
        Interval = TimeSpan.FromMilliseconds(5),
        Timeout = TimeSpan.FromSeconds(20),
    };

    private readonly Channel<HealthChange> changes = Channel.CreateUnbounded<HealthChange>();
    private readonly HealthMonitor monitor;
    private readonly CheckedServer server = new(CheckedServer.Fine);

    public HealthMonitorTests() =>
        monitor = new HealthMonitor(TimeProvider.System, change => changes.Writer.TryWrite(change));

    public async ValueTask DisposeAsync()
    {
        await monitor.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task An_endpoint_goes_down_after_its_threshold_and_comes_back_after_the_other()
    {
        var service = Service(Often);
        var endpoint = service.Endpoints[0];
        server.Answer = CheckedServer.Unfit;
        Assert.True(endpoint.IsHealthy);

        monitor.Update(Live(service));

        var address = endpoint.Endpoint.Address;
        var down = await NextChange();
        Assert.Equal(new HealthChange("web", address, false, "GET /healthz answered 503", 3), down);
        Assert.Equal(
            $"endpoint {address} of service web is unhealthy: GET /healthz answered 503 (3 in a row)",
            down.ToString()
        );
        Assert.False(endpoint.IsHealthy);
        Assert.Equal("GET /healthz answered 503", endpoint.LastError);

        server.Answer = CheckedServer.Fine;
        var up = await NextChange();
        Assert.Equal(new HealthChange("web", address, true, null, 2), up);
        Assert.Equal($"endpoint {address} of service web is healthy again (2 good checks in a row)", up.ToString());
        Assert.True(endpoint.IsHealthy);
    }

    [Fact]
    public async Task A_reload_keeps_the_count_of_an_unchanged_check()
    {
        // Eight bad answers and then none: a count that began again at a reload would never come to eight.
        await using var failing = new CheckedServer(number => number < 8 ? CheckedServer.Unfit : CheckedServer.Fine);
        var service = Service(Often with { UnhealthyThreshold = 8 }, at: failing);
        monitor.Update(Live(service));
        for (var check = 0; check < 7; check++)
        {
            await failing.Asked(TestContext.Current.CancellationToken);
            service = new LiveService(Fleet.Service(service.Service.Endpoints, service.Service.Config), service, 1);
            monitor.Update(Live(service));
        }

        var change = await NextChange();
        Assert.Equal((false, 8), (change.IsHealthy, change.InARow));
    }

    [Fact]
    public async Task A_stopped_check_ends()
    {
        server.Answer = "";
        var endpoint = Service(Often).Endpoints[0];
        using var check = new EndpointCheck(monitor, "web", endpoint, Often, TimeSpan.Zero);
        await Asked();

        check.Stop(isCheckedNoMore: true);

        await check.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.True(endpoint.IsHealthy);
    }

    [Fact]
    public async Task An_endpoint_of_a_service_that_is_gone_is_checked_no_more()
    {
        server.Answer = CheckedServer.Unfit;
        var service = Service(Often);
        monitor.Update(Live(service));
        Assert.False((await NextChange()).IsHealthy);

        monitor.Update(Live());

        Assert.Equal(0, (await NextChange()).InARow);
    }

    [Fact]
    public async Task An_endpoint_that_is_checked_no_more_counts_as_healthy()
    {
        server.Answer = CheckedServer.Unfit;
        var service = Service(Often);
        monitor.Update(Live(service));
        Assert.False((await NextChange()).IsHealthy);

        var uncheckedNow = new LiveService(
            Fleet.Service(service.Service.Endpoints, service.Service.Config with { Health = null }),
            service,
            1
        );
        monitor.Update(Live(uncheckedNow));

        var change = await NextChange();
        Assert.Equal((true, 0), (change.IsHealthy, change.InARow));
        Assert.EndsWith("is checked no more and counts as healthy", change.ToString());
        Assert.True(uncheckedNow.Endpoints[0].IsHealthy);
    }

    [Fact]
    public async Task A_corrected_check_brings_the_endpoint_back_with_its_first_good_answer()
    {
        server.Answer = CheckedServer.Unfit;
        var service = Service(Often with { HealthyThreshold = 1_000_000 });
        monitor.Update(Live(service));
        await NextChange();

        server.Answer = CheckedServer.Fine;
        var corrected = Service(Often with { Path = "/ready", HealthyThreshold = 1_000_000 }, service);
        monitor.Update(Live(corrected));

        Assert.Equal(1, (await NextChange()).InARow);
        Assert.True(corrected.Endpoints[0].IsHealthy);
    }

    [Fact]
    public async Task No_more_checks_run_at_a_time_than_allowed()
    {
        server.Answer = "";
        var time = new TimeoutCounter(TimeSpan.FromMilliseconds(20));
        await using var narrow = new HealthMonitor(time, change => changes.Writer.TryWrite(change), concurrencyMax: 2);
        var health = Often with { Timeout = time.Timeout, UnhealthyThreshold = 1 };
        var endpoints = Enumerable
            .Range(1, 6)
            .Select(i => new Endpoint($"http://127.0.0.{i}:{server.Port}", "127.0.0.1", server.Port, false));
        var config = new ServiceConfig { Name = "web", Health = health };

        narrow.Update(Live(new LiveService(Fleet.Service([.. endpoints], config), null, 1)));

        // All get their turn although each holds its slot until its time is up.
        var seen = new HashSet<string>();
        while (seen.Count < 6)
            seen.Add((await NextChange()).Address);
        Assert.InRange(time.RunningMax, 1, 2);
    }

    [Fact]
    public async Task Disposal_does_not_wait_for_answers()
    {
        server.Answer = "";
        monitor.Update(Live(Service(Often with { Timeout = TimeSpan.FromHours(1) })));
        await Asked();

        await monitor
            .DisposeAsync()
            .AsTask()
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private LiveService Service(HealthCheckConfig health, LiveService? previous = null, CheckedServer? at = null)
    {
        var port = (at ?? server).Port;
        var endpoint = new Endpoint($"http://127.0.0.1:{port}", "127.0.0.1", port, false);
        var config = new ServiceConfig { Name = "web", Health = health };
        return new LiveService(Fleet.Service([endpoint], config), previous, 1);
    }

    private static LiveSnapshot Live(params LiveService[] services) => new(null!, [], services);

    private async Task<HealthChange> NextChange() =>
        await changes
            .Reader.ReadAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    private async Task Asked() => await server.Asked(TestContext.Current.CancellationToken);
}
