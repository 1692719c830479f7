using Serinus.Providers.Kubernetes.Status;
using Serinus.Tests.Control;

namespace Serinus.Tests.Providers.Kubernetes.Status;

public class LeaderLeaseTests
{
    private readonly FakeTime time = new();
    private readonly LeasedApi api = new();

    [Fact]
    public async Task The_first_that_asks_holds_it_and_the_second_does_not()
    {
        var (first, second) = (New("first"), New("second"));

        await first.TryAsync(default);
        await second.TryAsync(default);

        Assert.True(first.IsHeld);
        Assert.False(second.IsHeld);
        Assert.Equal("first", api.Holder);
    }

    [Fact]
    public async Task It_is_kept_by_renewing_and_nobody_else_gets_it()
    {
        var (first, second) = (New("first"), New("second"));
        await first.TryAsync(default);

        for (var i = 0; i < 10; i++)
        {
            time.Advance(LeaderLease.Interval);
            await first.TryAsync(default);
            await second.TryAsync(default);
        }

        Assert.True(first.IsHeld);
        Assert.False(second.IsHeld);
    }

    [Fact]
    public async Task Who_cannot_renew_stops_before_another_may_begin()
    {
        var (first, second) = (New("first"), New("second"));
        await first.TryAsync(default);
        await second.TryAsync(default);
        var heldByBoth = false;

        for (var waited = TimeSpan.Zero; !second.IsHeld; waited += LeaderLease.Interval)
        {
            Assert.True(waited < TimeSpan.FromMinutes(1), "nobody takes over");
            time.Advance(LeaderLease.Interval);
            // The first is cut off: it does not even get an answer.
            await second.TryAsync(default);
            heldByBoth |= first.IsHeld && second.IsHeld;
        }

        Assert.False(heldByBoth);
        Assert.Equal("second", api.Holder);
    }

    [Fact]
    public async Task A_server_that_is_away_ends_it_in_time()
    {
        var first = New("first");
        await first.TryAsync(default);
        api.IsDown = true;

        time.Advance(LeaderLease.Duration);
        await first.TryAsync(default);

        Assert.False(first.IsHeld);
    }

    [Fact]
    public async Task Each_time_it_changes_hands_its_number_rises()
    {
        var (first, second) = (New("first"), New("second"));
        await first.TryAsync(default);
        var before = first.Transitions;

        await first.ReleaseAsync(default);
        await second.TryAsync(default);
        await second.ReleaseAsync(default);
        await first.TryAsync(default);

        Assert.Equal((before + 1, before + 2), (second.Transitions, first.Transitions));
    }

    [Fact]
    public async Task A_process_that_takes_the_place_of_one_in_the_same_pod_need_not_wait()
    {
        var first = new LeaderLease(api.Api, "edge", "pod-a_1", time, LeaderLease.Rollouts) { Pod = "pod-a" };
        var other = new LeaderLease(api.Api, "edge", "pod-b_1", time, LeaderLease.Rollouts) { Pod = "pod-b" };
        var next = new LeaderLease(api.Api, "edge", "pod-a_2", time, LeaderLease.Rollouts) { Pod = "pod-a" };
        await first.TryAsync(default);

        await other.TryAsync(default);
        await next.TryAsync(default);

        Assert.False(other.IsHeld);
        Assert.True(next.IsHeld);
        Assert.Equal(first.Transitions + 1, next.Transitions);
    }

    [Fact]
    public async Task Who_does_not_hold_it_sees_whether_it_is_renewed()
    {
        var (first, second) = (New("first"), New("second"));
        await first.TryAsync(default);
        await second.TryAsync(default);
        Assert.True(second.IsAnybodys);

        time.Advance(LeaderLease.Interval);
        await first.TryAsync(default);
        time.Advance(LeaderLease.Duration - LeaderLease.Interval);
        await second.TryAsync(default);
        Assert.True(second.IsAnybodys);

        time.Advance(LeaderLease.Duration);
        Assert.False(second.IsAnybodys);
    }

    [Fact]
    public async Task Given_up_it_is_free_at_once()
    {
        var (first, second) = (New("first"), New("second"));
        await first.TryAsync(default);

        await first.ReleaseAsync(default);
        await second.TryAsync(default);

        Assert.False(first.IsHeld);
        Assert.True(second.IsHeld);
    }

    private LeaderLease New(string identity) => new(api.Api, "edge", identity, time, LeaderLease.Rollouts);
}
