using System.Collections.Immutable;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Run;

/// <summary>
/// Tells news that were claimed, one after the other, beside the loop that plans. Told ones are remembered until the loop strikes them out of the
/// state. Used by one loop; telling goes on on other threads, which touch the list of told ones alone.
/// </summary>
internal sealed class LiveNews(IOutside outside)
{
    private readonly Lock access = new();
    private ImmutableHashSet<string> told = [];
    private Task telling = Task.CompletedTask;

    /// <summary>Tells some news, after those before them.</summary>
    public void Tell(
        RolloutSpec spec,
        RunState state,
        ImmutableArray<NewsItem> news,
        CancellationToken cancellationToken
    ) => telling = TellAsync(telling, spec, state, news, cancellationToken);

    /// <summary>News that are still to be told, or being told.</summary>
    public ImmutableArray<NewsItem> Left(ImmutableArray<NewsItem> outbox)
    {
        ImmutableHashSet<string> done;
        lock (access)
            done = told;
        if (done.IsEmpty || !outbox.Any(news => done.Contains(news.Id)))
            return outbox;
        var left = outbox.RemoveAll(news => done.Contains(news.Id));
        lock (access)
            told = told.Except(done);
        return left;
    }

    /// <summary>Waits until nothing is being told any more.</summary>
    public async Task EndAsync()
    {
        try
        {
            await telling;
        }
        catch (OperationCanceledException)
        {
            // What was claimed and not told stays untold: it is told once at most.
        }
    }

    private async Task TellAsync(
        Task before,
        RolloutSpec spec,
        RunState state,
        ImmutableArray<NewsItem> news,
        CancellationToken cancellationToken
    )
    {
        await before;
        foreach (var one in news)
        {
            try
            {
                await outside.TellAsync(spec, state, one, cancellationToken);
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The port tells of its own trouble; news that could not be told are not told again.
            }

            lock (access)
                told = told.Add(one.Id);
        }
    }
}
