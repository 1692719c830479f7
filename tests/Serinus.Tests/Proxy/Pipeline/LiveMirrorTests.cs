using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Routing.Config;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Proxy.Pipeline;

public sealed class LiveMirrorTests
{
    private static readonly OverlayConfig Overlay = new()
    {
        Name = "ro",
        Stable = "app",
        Canary = "app-canary",
        MirrorPercent = 10,
    };

    [Theory]
    [InlineData(0.1)]
    [InlineData(10)]
    [InlineData(33.3333)]
    [InlineData(100)]
    public void Any_window_is_within_1_of_its_share(decimal percent)
    {
        var mirror = Bind(Overlay with { MirrorPercent = percent }).Routes[0].Mirror!;
        var turns = Enumerable.Range(0, 5000).Select(_ => mirror.TakeTurn() ? 1 : 0).ToArray();

        for (var from = 0; from < 4000; from += 97)
            Assert.InRange(turns[from..(from + 1000)].Sum() - percent * 10, -1, 1);
    }

    [Fact]
    public void A_route_that_copies_nothing_has_none() =>
        Assert.Null(Bind(Overlay with { MirrorPercent = 0 }).Routes[0].Mirror);

    [Fact]
    public void Turns_and_counters_go_on_over_a_change_of_the_share()
    {
        var first = Bind(Overlay);
        var before = Enumerable.Range(0, 437).Count(_ => first.Routes[0].Mirror!.TakeTurn());
        first.Routes[0].Mirror!.Metrics.Add(0, MirrorOutcome.Success);

        var second = Bind(Overlay with { MirrorPercent = 50, Generation = 2 }, first);
        var after = Enumerable.Range(0, 600).Count(_ => second.Routes[0].Mirror!.TakeTurn());
        var third = Bind(Overlay with { MirrorPercent = 0, Generation = 3 }, second);

        Assert.InRange(before + after, 343, 344);
        Assert.Equal(1, third.Routes[0].MirrorMetrics!.Count(MirrorOutcome.Success));
        Assert.Null(third.Routes[0].Mirror);
    }

    private static LiveSnapshot Bind(OverlayConfig overlay, LiveSnapshot? previous = null)
    {
        var fragment = Given.Fragment(Given.Canary("r", 1, 1)) with { Overlays = [overlay] };
        return LiveBinder.Bind(Given.Compiled(fragment, previous?.Snapshot).Snapshot, previous, loops: 1, buckets: 1);
    }
}
