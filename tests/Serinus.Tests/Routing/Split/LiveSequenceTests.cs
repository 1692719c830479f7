using Serinus.Routing.Split;

namespace Serinus.Tests.Routing.Split;

public sealed class LiveSequenceTests
{
    [Fact]
    public void Many_threads_together_split_exactly()
    {
        var sequence = new LiveSequence(BackendSplit.Create(["stable", "canary"], [9, 1]));
        var canary = 0;

        Parallel.For(
            0,
            64,
            _ =>
            {
                var mine = 0;
                for (var i = 0; i < 1000; i++)
                    mine += sequence.Split.ByWeight(sequence.Next());
                Interlocked.Add(ref canary, mine);
            }
        );

        Assert.Equal(6400, canary);
        Assert.Equal(64_000UL, sequence.Current);
    }

    [Fact]
    public void Exchanges_of_the_old_snapshot_take_numbers_from_the_same_row()
    {
        var before = new LiveSequence(BackendSplit.Create(["stable", "canary"], [9, 1]));
        var after = before.Continue(BackendSplit.Create(["stable", "canary"], [1, 1]));

        Assert.Equal([0UL, 1UL, 2UL], [before.Next(), after.Next(), before.Next()]);
        Assert.Equal(after.Current, before.Current);
    }
}
