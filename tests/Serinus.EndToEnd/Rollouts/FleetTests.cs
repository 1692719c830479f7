namespace Serinus.EndToEnd.Rollouts;

/// <summary>A fleet without a cluster: one edge plans, all serve the same weight, and go on alone when it is gone.</summary>
[Trait("Speed", "slow")]
public class FleetTests
{
    [Fact]
    public async Task All_edges_serve_one_weight_which_waits_for_those_that_are_away_and_outlives_who_plans()
    {
        await using var fleet = await FleetSite.StartAsync();
        foreach (var rollout in (string[])[FleetSite.Hold, FleetSite.Revert])
        {
            await fleet.ProgrammedAsync(rollout, 20, acknowledged: 3);
            foreach (var edge in fleet.Peers.Append(fleet.Leader))
                await FleetSite.SharesAsync(edge, rollout, 20);
        }

        await fleet.CountsPeerAsync(FleetSite.Hold);

        // One that is away has not confirmed: the weight rises no further.
        await fleet.Peers[1].KillAsync();
        await fleet.PromoteAsync(FleetSite.Hold);
        await fleet.ProgrammedAsync(FleetSite.Hold, 50, acknowledged: 2);
        await FleetSite.SharesAsync(fleet.Peers[0], FleetSite.Hold, 50);
        await fleet.UntilAsync(FleetSite.Hold, now => now.GetProperty("step").GetInt32() == 3);
        await fleet.Peers[1].StartAgainAsync();
        await fleet.ProgrammedAsync(FleetSite.Hold, 80, acknowledged: 3);
        await FleetSite.SharesAsync(fleet.Peers[1], FleetSite.Hold, 80);

        // Nobody plans any more: the lease runs out.
        await fleet.Leader.KillAsync();
        foreach (var peer in fleet.Peers)
        {
            await FleetSite.SharesAsync(peer, FleetSite.Revert, 0);
            Assert.Equal(80, await FleetSite.ShareAsync(peer, FleetSite.Hold));
            await FleetSite.SaysAsync(peer, "nobody has confirmed its order");
        }

        await fleet.Leader.StartAgainAsync();
        await fleet.ProgrammedAsync(FleetSite.Revert, 20, acknowledged: 3);
        await fleet.ProgrammedAsync(FleetSite.Hold, 80, acknowledged: 3);
        foreach (var edge in fleet.Peers.Append(fleet.Leader))
        {
            await FleetSite.SharesAsync(edge, FleetSite.Revert, 20);
            await FleetSite.SharesAsync(edge, FleetSite.Hold, 80);
        }
    }
}
