using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;
using Serinus.Tests.Control;
using Serinus.Tests.Rollouts.Plan;

namespace Serinus.Tests.Rollouts.Run;

public sealed class RolloutSetTests : IAsyncDisposable
{
    private static readonly TimeSpan HangsAfter = TimeSpan.FromMinutes(1);

    private readonly FakeTime time = new();
    private readonly MemoryStore store = new();
    private readonly Outer outer;
    private readonly RolloutSet set;

    public RolloutSetTests()
    {
        outer = new Outer(time);
        set = new RolloutSet(
            new RunnerPorts
            {
                Store = store,
                Target = outer,
                Traffic = outer,
                Outside = outer,
                Time = time,
            }
        );
    }

    public ValueTask DisposeAsync() => set.DisposeAsync();

    [Fact]
    public async Task A_rollout_that_is_asked_for_is_planned()
    {
        set.Set([Given.Spec()]);

        await UntilAsync(() => set.View("shop")?.State.Phase == Phase.Initialized);

        Assert.Equal(["shop"], set.Views.Select(view => view.Spec.Name));
        Assert.Equal(Phase.Initialized, store.State("shop")!.Phase);
    }

    [Fact]
    public async Task A_rollout_that_is_gone_is_left_alone_and_goes_on_when_it_is_back()
    {
        set.Set([Given.Spec()]);
        await UntilAsync(() => set.View("shop")?.State.Phase == Phase.Initialized);
        var writes = store.Writes;

        set.Set([]);
        Assert.Null(set.View("shop"));
        Assert.False((await set.SubmitAsync("shop", new Command("c", CommandVerb.Abort, "ana"), default)).IsAccepted);
        set.Set([Given.Spec()]);

        await UntilAsync(() => set.View("shop")?.State.Phase == Phase.Initialized);
        Assert.InRange(store.Writes, writes, writes + 2);
    }

    [Fact]
    public async Task Another_spec_of_the_same_name_counts_from_the_next_look_on()
    {
        set.Set([Given.Spec()]);
        await UntilAsync(() => set.View("shop")?.State.Phase == Phase.Initialized);

        set.Set([Given.Spec() with { Canary = "other" }]);

        await UntilAsync(() => set.View("shop")!.Spec.Canary == "other");
    }

    [Fact]
    public async Task A_set_that_ends_ends_its_loops()
    {
        set.Set([Given.Spec(), Given.Spec() with { Name = "cart" }]);
        await UntilAsync(() => set.Views.All(view => view.State.Phase == Phase.Initialized));

        await set.DisposeAsync();

        Assert.Empty(set.Views);
        Assert.Throws<ObjectDisposedException>(() => set.Set([]));
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        var began = Environment.TickCount64;
        while (!holds())
        {
            Assert.True(Environment.TickCount64 - began < HangsAfter.TotalMilliseconds);
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
