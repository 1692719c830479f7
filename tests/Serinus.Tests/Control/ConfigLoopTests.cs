using System.Collections.Immutable;
using System.Threading.Channels;
using Serinus.Control;
using Serinus.Routing.Config;

namespace Serinus.Tests.Control;

public sealed class ConfigLoopTests : IAsyncDisposable
{
    private readonly FakeTime time = new();
    private readonly Channel<ImmutableArray<Fragment>> applied = Channel.CreateUnbounded<ImmutableArray<Fragment>>();
    private readonly CancellationTokenSource stop = new();
    private readonly ConfigLoop loop;
    private bool retry;
    private Task running = Task.CompletedTask;

    public ConfigLoopTests() =>
        loop = new ConfigLoop(
            fragments =>
            {
                applied.Writer.TryWrite(fragments);
                return retry;
            },
            time
        );

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        stop.Dispose();
    }

    [Fact]
    public async Task The_first_change_after_a_quiet_time_goes_at_once()
    {
        var publish = loop.AddProvider("test");
        Start();

        publish(Named("one"));

        Assert.Equal("one", await AppliedAsync());
    }

    [Fact]
    public async Task Nothing_goes_live_before_every_provider_has_spoken()
    {
        var first = loop.AddProvider("test");
        var second = loop.AddProvider("test");
        Start();

        first(Named("first"));
        first(Named("first again"));
        second(Named("second"));

        var fragments = await applied.Reader.ReadAsync(Cancellation);
        Assert.Equal(["first again", "second"], fragments.Select(fragment => fragment.Provider));
    }

    [Fact]
    public async Task What_is_urgent_goes_live_while_others_are_gathered()
    {
        var publish = loop.AddProvider("test");
        Start();
        publish(Named("0"));
        await AppliedAsync();

        // The clock stands still: nothing but haste ends the wait.
        publish(Named("1"));
        loop.Hurry();

        Assert.Equal("1", await AppliedAsync());
    }

    [Fact]
    public async Task Changes_that_keep_coming_are_gathered_until_they_pause()
    {
        var publish = loop.AddProvider("test");
        Start();
        publish(Named("0"));
        await AppliedAsync();

        for (var i = 1; i <= 3; i++)
        {
            publish(Named($"{i}"));
            await ArmedAsync();
            time.Advance(ConfigLoop.HoldOff / 2);
        }

        Assert.False(applied.Reader.TryRead(out _));
        await AdvanceUntilAppliedAsync(ConfigLoop.HoldOff);
        Assert.Equal("3", await AppliedAsync());
    }

    [Fact]
    public async Task A_change_waits_no_longer_than_a_second_however_many_follow()
    {
        var publish = loop.AddProvider("test");
        Start();
        publish(Named("0"));
        await AppliedAsync();
        var started = time.GetUtcNow();

        publish(Named("1"));
        while (!applied.Reader.TryPeek(out _))
        {
            publish(Named("later"));
            await Task.WhenAny(ArmedAsync(), applied.Reader.WaitToReadAsync(Cancellation).AsTask());
            time.Advance(ConfigLoop.HoldOff / 4);
        }

        Assert.InRange(time.GetUtcNow() - started, ConfigLoop.HoldOff, ConfigLoop.HoldOffMax + ConfigLoop.HoldOff);
    }

    [Fact]
    public async Task What_could_not_be_done_is_tried_again()
    {
        var publish = loop.AddProvider("test");
        retry = true;
        Start();
        publish(Named("one"));
        await AppliedAsync();

        await AdvanceUntilAppliedAsync(ConfigLoop.RetryTime);

        Assert.Equal("one", await AppliedAsync());
    }

    [Fact]
    public async Task Asked_to_it_applies_again_what_it_knows()
    {
        var publish = loop.AddProvider("test");
        Start();
        publish(Named("one"));
        await AppliedAsync();
        time.Advance(ConfigLoop.HoldOff);

        loop.Touch();

        Assert.Equal("one", await AppliedAsync());
    }

    private static Fragment Named(string name) => new() { Provider = name };

    private void Start() => running = loop.RunAsync(stop.Token);

    private async Task<string> AppliedAsync() => (await applied.Reader.ReadAsync(Cancellation))[0].Provider;

    /// <summary>Moves the clock as soon as the loop waits for it.</summary>
    private async Task AdvanceUntilAppliedAsync(TimeSpan step)
    {
        while (!applied.Reader.TryPeek(out _))
        {
            await Task.WhenAny(ArmedAsync(), applied.Reader.WaitToReadAsync(Cancellation).AsTask());
            time.Advance(step);
        }
    }

    private async Task ArmedAsync()
    {
        while (time.Armed == 0)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
