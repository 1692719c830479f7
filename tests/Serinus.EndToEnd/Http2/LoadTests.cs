using Serinus.Testbed;

namespace Serinus.EndToEnd.Http2;

/// <summary>As many streams as a client may open, on many connections at once.</summary>
[Collection(LoadCollection.Name)]
public class LoadTests
{
    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_hundred_connections_of_a_hundred_streams_are_served_without_fault(string way)
    {
        await using var site = await Http.Site.StartAsync();
        await using var edge = await Http2Edge.StartAsync(way, Configs.OneService(site.Url));

        var load = await H2loadRun.RunAsync(
            new Uri($"{edge.Scheme}://localhost:{edge.Port}/"),
            connections: 100,
            seconds: 6,
            streams: 100
        );

        Assert.Equal(0, load.Errors);
        Assert.True(load.Requests > 0, "nothing was served");
        Assert.DoesNotContain("Exception", edge.Process.Child.Output, StringComparison.Ordinal);
    }
}
