using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Serinus.Orders;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;
using Serinus.Tests.Control;

namespace Serinus.Tests.Orders;

public sealed class LiveOrdersTests : IAsyncDisposable
{
    private readonly FakeTime time = new();
    private readonly LiveOrders orders;
    private readonly CancellationTokenSource stop = new();
    private readonly BlockingCollection<Fragment> published = [];
    private Task running = Task.CompletedTask;

    public LiveOrdersTests() => orders = new LiveOrders(time, NullLogger.Instance);

    [Fact]
    public void What_is_ordered_lies_over_routes_as_the_same_instance_until_it_changes()
    {
        orders.Give(Order(1, 10));
        var first = Served();
        orders.Give(Order(1, 10));
        var confirmed = Served();
        orders.Give(Order(2, 20));

        Assert.Same(first, confirmed);
        Assert.Equal(
            (1, 10m, 2, 20m),
            (first.Generation, first.CanaryPercent, Served().Generation, Served().CanaryPercent)
        );
    }

    [Fact]
    public void An_order_of_a_lower_generation_is_refused()
    {
        orders.Give(Order(7, 0));

        Assert.Equal(7, orders.Give(Order(6, 50)));
        Assert.Equal(0, Served().CanaryPercent);
        Assert.Equal(7, orders.Give(Order(7, 0)));
    }

    [Fact]
    public void A_canary_that_was_out_before_the_start_stays_out_until_another_order()
    {
        orders.Remember(new TakenOut("ro", 3, "12 of 12 requests failed"));
        Assert.Equal([new TakenOut("ro", 3, "12 of 12 requests failed")], orders.Out);

        orders.Give(Order(3, 50));

        Assert.Equal(0, Served().CanaryPercent);
        Assert.Equal("12 of 12 requests failed", orders.Find("ro")!.TakenOut);
        Assert.Equal([new TakenOut("ro", 3, "12 of 12 requests failed")], orders.Out);

        orders.Give(Order(4, 50));
        Assert.Equal(50, Served().CanaryPercent);
        Assert.Empty(orders.Out);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void A_canary_that_was_out_under_another_order_is_served(long generation)
    {
        orders.Remember(new TakenOut("ro", 3, "12 of 12 requests failed"));

        orders.Give(Order(generation, 50));

        Assert.Equal(50, Served().CanaryPercent);
        Assert.Empty(orders.Out);
    }

    [Fact]
    public void A_spec_that_was_edited_is_taken_with_the_same_generation()
    {
        orders.Give(Order(1, 10));

        orders.Give(Order(1, 10) with { Overlay = Order(1, 10).Overlay with { Routes = ["r"] } });

        Assert.Equal(["r"], Served().Routes);
    }

    [Fact]
    public async Task A_weight_that_nobody_confirms_stays_and_is_told()
    {
        Start();
        orders.Give(Order(1, 10));
        await Until(fragment => fragment.Overlays.Length == 1);

        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(orders.Fragment.Problems);
        time.Advance(TimeSpan.FromSeconds(2));
        var expired = await Until(fragment => fragment.Problems.Length == 1);

        Assert.Equal(10, expired.Overlays[0].CanaryPercent);
        Assert.Equal(
            "warning: rollout ro: nobody has confirmed its order for 30 s; app-canary keeps 10 %; see why whoever plans the rollout does not run, or does not reach this edge",
            $"{expired.Problems[0]}"
        );

        orders.Give(Order(1, 10));
        Assert.Empty((await Until(fragment => fragment.Problems.IsEmpty)).Problems);
    }

    [Fact]
    public async Task A_weight_that_nobody_confirms_reverts_where_that_is_asked_for_and_comes_back_with_its_order()
    {
        var order = Order(1, 10) with
        {
            OnLoss = FailsafeAction.Revert,
            Overlay = Order(1, 10).Overlay with
            {
                MirrorPercent = 5,
                Match = [new() { Headers = [new("a", ValueKind.Present)] }],
            },
        };
        Start();
        orders.Give(order);
        await Until(fragment => fragment.Overlays.Length == 1);

        // Confirmations on the way put the end off.
        time.Advance(TimeSpan.FromSeconds(20));
        orders.Give(order);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(10, Served().CanaryPercent);
        time.Advance(TimeSpan.FromSeconds(11));
        var reverted = await Until(fragment => fragment.Problems.Length == 1);

        Assert.Equal((0m, 0m), (reverted.Overlays[0].CanaryPercent, reverted.Overlays[0].MirrorPercent));
        Assert.Empty(reverted.Overlays[0].Match);
        Assert.Contains("everybody goes back to app", reverted.Problems[0].Message);
        orders.Give(order);
        Assert.Equal(10, Served().CanaryPercent);
    }

    [Fact]
    public async Task What_a_run_has_left_behind_needs_no_confirmation()
    {
        Start();
        orders.Give(Order(1, 100) with { IsRunning = false, OnLoss = FailsafeAction.Revert });
        await Until(fragment => fragment.Overlays.Length == 1);

        time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(100, Served().CanaryPercent);
        Assert.Empty(orders.Fragment.Problems);
    }

    [Fact]
    public void A_canary_that_was_taken_out_stays_out_until_the_next_order()
    {
        var told = new List<string>();
        orders.CanaryTakenOut += told.Add;
        orders.Give(Order(3, 10));

        Assert.False(orders.TakeOut("ro", 2, GuardReason.FastFail, "too late"));
        Assert.True(orders.TakeOut("ro", 3, GuardReason.FastFail, "it fails"));
        Assert.False(orders.TakeOut("ro", 3, GuardReason.FastFail, "it fails"));
        orders.Give(Order(3, 10));

        Assert.Equal(["ro"], told);
        Assert.Equal([("ro", GuardReason.FastFail, 1L)], orders.TakenOut);
        Assert.Equal((0m, 3), (Served().CanaryPercent, Served().Generation));
        Assert.Equal("it fails", orders.Find("ro")?.TakenOut);
        Assert.Contains("has taken app-canary out: it fails", Assert.Single(orders.Fragment.Problems).Message);

        orders.Give(Order(4, 10));
        Assert.Equal(10, Served().CanaryPercent);
        Assert.Null(orders.Find("ro")?.TakenOut);
    }

    [Fact]
    public void A_rollout_that_is_gone_leaves_nothing()
    {
        orders.Give(Order(1, 10));

        Assert.True(orders.Forget("ro"));
        Assert.False(orders.Forget("ro"));
        Assert.Empty(orders.Fragment.Overlays);
        Assert.Equal(1, orders.Give(Order(1, 10)));
    }

    [Fact]
    public async Task The_first_publish_waits_for_what_was_ordered_before_and_not_for_ever()
    {
        var waiting = new LiveOrders(time, NullLogger.Instance) { FirstWait = TimeSpan.FromSeconds(5) };
        var run = waiting.RunAsync(published.Add, stop.Token);
        Assert.False(published.TryTake(out _));
        waiting.Give(Order(1, 10));
        waiting.Restored();
        Assert.Single((await Until(_ => true)).Overlays);

        var nobody = new LiveOrders(time, NullLogger.Instance) { FirstWait = TimeSpan.FromSeconds(5) };
        var other = nobody.RunAsync(published.Add, stop.Token);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Empty((await Until(_ => true)).Overlays);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        stop.Dispose();
        published.Dispose();
    }

    private static EdgeOrder Order(long generation, decimal percent) =>
        new()
        {
            Overlay = new OverlayConfig
            {
                Name = "ro",
                Stable = "app",
                Canary = "app-canary",
                CanaryPercent = percent,
                Generation = generation,
            },
            IsRunning = true,
        };

    private OverlayConfig Served() => Assert.Single(orders.Fragment.Overlays);

    private void Start() => running = orders.RunAsync(published.Add, stop.Token);

    /// <summary>The next published fragment that is as wanted; timers it has set by then are armed.</summary>
    private async Task<Fragment> Until(Func<Fragment, bool> isWanted)
    {
        while (true)
        {
            var fragment = await Task.Run(() => published.Take(TestContext.Current.CancellationToken));
            if (!isWanted(fragment))
                continue;
            SpinWait.SpinUntil(
                () => time.Armed > 0 || !running.IsCompleted && fragment.Overlays.IsEmpty,
                TimeSpan.FromMinutes(1)
            );
            return fragment;
        }
    }
}
