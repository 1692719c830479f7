using Serinus.Orders;
using Serinus.Rollouts.Analysis;

namespace Serinus.Tests.Orders;

public sealed class BlocksTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly Blocks blocks = new();

    [Fact]
    public void A_block_is_what_was_counted_between_two_readings()
    {
        Assert.Empty(blocks.Since(1, [("a", Reading(100, 1, 10, 0))], Now));

        var block = Assert.Single(blocks.Since(1, [("a", Reading(190, 1, 20, 3))], Now));

        Assert.Equal((90, 0), (block.Stable.Requests, block.Stable.Errors));
        Assert.Equal((10, 3), (block.Canary.Requests, block.Canary.Errors));
        Assert.Equal([7, 3], block.Canary.Durations);
        Assert.Equal([100.0], block.Edges);
    }

    [Fact]
    public void Edges_and_routes_are_kept_apart()
    {
        blocks.Since(1, [("a", Reading(1, 0, 0, 0)), ("b", Reading(5, 0, 0, 0))], Now);

        var made = blocks.Since(1, [("a", Reading(2, 0, 0, 0)), ("b", Reading(9, 0, 0, 0))], Now);

        Assert.Equal([1, 4], made.Select(block => block.Stable.Requests));
    }

    [Fact]
    public void An_edge_that_was_started_anew_gives_no_block()
    {
        blocks.Since(1, [("a", Reading(100, 0, 10, 0))], Now);

        // The same address, another process: what it counted before it was first read belongs to no block.
        Assert.Empty(blocks.Since(1, [("a2", Reading(120, 0, 12, 0))], Now));
        Assert.Single(blocks.Since(1, [("a2", Reading(121, 0, 12, 0))], Now));
    }

    [Fact]
    public void Counters_that_went_back_give_no_block()
    {
        blocks.Since(1, [("a", Reading(100, 0, 10, 0))], Now);

        Assert.Empty(blocks.Since(1, [("a", Reading(99, 0, 12, 0))], Now));
        Assert.Single(blocks.Since(1, [("a", Reading(100, 0, 12, 0))], Now));
    }

    [Fact]
    public void A_series_that_begins_while_its_edge_is_watched_has_counted_from_0()
    {
        blocks.Since(1, [("a", Reading(100, 0, 10, 0, series: 1))], Now);

        var block = Assert.Single(blocks.Since(1, [("a", Reading(7, 0, 3, 3, series: 2))], Now));

        Assert.Equal((7, 3), (block.Stable.Requests, block.Canary.Errors));
    }

    [Fact]
    public void What_an_edge_counts_while_it_does_not_answer_comes_with_its_next_answer()
    {
        blocks.Since(1, [("a", Reading(100, 0, 10, 0)), ("b", Reading(5, 0, 0, 0))], Now);
        var made = blocks.Since(1, [("b", Reading(9, 0, 0, 0))], Now.AddSeconds(1));
        Assert.Equal(4, Assert.Single(made).Stable.Requests);
        blocks.Since(1, [("b", Reading(9, 0, 0, 0))], Now.AddSeconds(10));

        var block = Assert.Single(blocks.Since(1, [("a", Reading(150, 0, 20, 2))], Now.AddSeconds(11)));

        Assert.Equal((50, 10, 2), (block.Stable.Requests, block.Canary.Requests, block.Canary.Errors));
        Assert.Empty(blocks.Since(1, [("a", Reading(150, 0, 20, 2))], Now.AddSeconds(12)));
    }

    [Fact]
    public void What_an_edge_counts_while_it_is_away_for_long_belongs_to_no_block()
    {
        blocks.Since(1, [("a", Reading(100, 0, 10, 0))], Now);
        blocks.Since(1, [], Now.AddSeconds(11));

        Assert.Empty(blocks.Since(1, [("a", Reading(150, 0, 20, 2))], Now.AddSeconds(12)));
        Assert.Single(blocks.Since(1, [("a", Reading(151, 0, 20, 2))], Now.AddSeconds(13)));
    }

    [Fact]
    public void An_edge_that_comes_back_when_its_run_has_ended_begins_anew()
    {
        blocks.Since(1, [("a", Reading(100, 0, 10, 0))], Now);
        blocks.Since(1, [], Now.AddSeconds(1));
        blocks.Since(1, [("a", Reading(0, 0, 0, 0) with { IsRunning = false, Routes = [] })], Now.AddSeconds(2));

        Assert.Empty(blocks.Since(1, [("a", Reading(150, 0, 20, 2))], Now.AddSeconds(3)));
    }

    [Fact]
    public void What_an_edge_counted_in_the_run_before_is_not_evidence_in_the_next()
    {
        blocks.Since(1, [("a", Reading(100, 0, 10, 0)), ("b", Reading(5, 0, 0, 0))], Now);
        blocks.Since(1, [("b", Reading(9, 0, 0, 0))], Now.AddSeconds(1));

        Assert.Empty(blocks.Since(2, [("a", Reading(150, 0, 20, 9))], Now.AddSeconds(2)));
        Assert.Single(blocks.Since(2, [("a", Reading(151, 0, 20, 9))], Now.AddSeconds(3)));
    }

    [Fact]
    public void What_was_counted_before_a_run_belongs_to_no_block()
    {
        blocks.Since(1, [("a", Reading(100, 0, 10, 0) with { IsRunning = false, Routes = [] })], Now);

        Assert.Empty(blocks.Since(1, [("a", Reading(100, 0, 10, 0))], Now));
    }

    [Fact]
    public void A_moment_without_requests_gives_no_block()
    {
        blocks.Since(1, [("a", Reading(100, 0, 10, 0))], Now);

        Assert.Empty(blocks.Since(1, [("a", Reading(100, 0, 10, 0))], Now));
    }

    private static RolloutReading Reading(
        long stable,
        long stableErrors,
        long canary,
        long canaryErrors,
        long series = 1
    ) =>
        new()
        {
            Rollout = "ro",
            IsRunning = true,
            Routes =
            [
                new()
                {
                    Route = "r",
                    Series = series,
                    Edges = [100],
                    Stable = Arm(stable, stableErrors),
                    Canary = Arm(canary, canaryErrors),
                },
            ],
        };

    /// <summary>Errors take long.</summary>
    private static ArmReading Arm(long requests, long errors) =>
        new()
        {
            Requests = requests,
            Errors = errors,
            Durations = [requests - errors, errors],
        };
}
