using System.Globalization;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Whoever leads is killed at every step of a run: the next one goes on where it stood, and nothing is told twice.</summary>
[Collection(KubernetesCollection.Name)]
public class KillTests(SharedApiServer shared)
{
    [Fact]
    [Trait("Speed", "slow")]
    public async Task A_leader_that_is_killed_again_and_again_goes_on_where_it_was()
    {
        // ./dev bench kills asks for more of them, and wants a page.
        var kills = Asked("SERINUS_KILLS") is { } more ? int.Parse(more, CultureInfo.InvariantCulture) : 14;
        await using var run = await KillRun.StartAsync(shared);
        await run.KillAsync(kills, seed: 7, leave: kills < 50 ? 0 : 40);

        if (Asked("SERINUS_KILLS_PAGE") is { } page)
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, page), await KillPage.WriteAsync(run, kills));
        Assert.Empty(run.Faults);
        Assert.Empty(run.Told.Repeated);
        Assert.Empty(await run.RepeatedEventsAsync());
        Assert.Empty(run.Failures);
        Assert.NotEqual(0, run.Looks);
        Assert.NotEqual(0, run.Told.Alerts);
        Assert.All(await run.ResultsAsync(), result => Assert.Equal("Promoted", result));
    }

    private static string? Asked(string name) => Environment.GetEnvironmentVariable(name);
}
