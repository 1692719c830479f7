using Serinus.Admin.Rollouts;
using Spectre.Console;

namespace Serinus.Commands.Rollouts;

/// <summary>Keeps showing a rollout: one page that changes in place on a terminal, a line for each decision elsewhere.</summary>
internal sealed class Watching(IRolloutSource source, TextWriter output, bool isJson)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private const int PageRest = 30;

    /// <summary>Watches until the run has ended, or cancelled.</summary>
    /// <returns>As <c>status</c> does.</returns>
    public async Task<int> RunAsync(string name, CancellationToken cancellation)
    {
        var rollout = await source.GetAsync(name, cancellation);
        var screen = new Screen(output);
        if (isJson)
            rollout = await FollowAsync(name, rollout, each => output.WriteLine(RolloutJson.Write(each)), cancellation);
        else if (screen.Terminal is { } terminal)
            rollout = await ShowAsync(terminal, name, rollout, cancellation);
        else
            rollout = await FollowAsync(name, rollout, new DecisionLines(output).Write, cancellation);
        return RolloutStatus.CodeOf(rollout);
    }

    private async Task<RolloutAnswer> ShowAsync(
        IAnsiConsole terminal,
        string name,
        RolloutAnswer first,
        CancellationToken cancellation
    )
    {
        var last = first;
        await terminal
            .Live(Page(first, null))
            .StartAsync(async context =>
            {
                last = await FollowAsync(
                    name,
                    first,
                    each => context.UpdateTarget(Page(each, null)),
                    cancellation,
                    trouble => context.UpdateTarget(Page(last, trouble))
                );
            });
        return last;
    }

    private Rows Page(RolloutAnswer rollout, string? trouble)
    {
        // The page has to fit: what does not is the beginning of the timeline.
        var lines = RolloutPage.Lines(
            rollout,
            Screen.WidthOf(output) - 1,
            Math.Max(4, Console.WindowHeight - PageRest),
            DateTimeOffset.UtcNow
        );
        var shown = lines.Take(Math.Max(5, Console.WindowHeight - 2)).Select(line => new Markup(line));
        return new Rows(trouble is null ? shown : shown.Append(new Markup($"[red]{Markup.Escape(trouble)}[/]")));
    }

    /// <summary>Asks again and again; an edge that does not answer for a moment is waited for.</summary>
    private async Task<RolloutAnswer> FollowAsync(
        string name,
        RolloutAnswer rollout,
        Action<RolloutAnswer> show,
        CancellationToken cancellation,
        Action<string>? complain = null
    )
    {
        using var looks = new PeriodicTimer(Look);
        show(rollout);
        while (!RolloutStatus.IsOver(rollout))
        {
            try
            {
                await looks.WaitForNextTickAsync(cancellation);
                rollout = await source.GetAsync(name, cancellation);
                show(rollout);
            }
            catch (SourceException trouble) when (trouble.IsPassing)
            {
                complain?.Invoke(trouble.Message);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return rollout;
            }
        }

        return rollout;
    }

    /// <summary>Writes each decision once.</summary>
    private sealed class DecisionLines(TextWriter output)
    {
        private DateTimeOffset last = DateTimeOffset.MinValue;
        private string? reason;

        public void Write(RolloutAnswer rollout)
        {
            foreach (var entry in rollout.Timeline.Where(entry => entry.At > last))
                output.WriteLine($"{entry.At:yyyy-MM-dd'T'HH:mm:ss'Z'} {rollout.Name}: {entry.Kind}: {entry.Text}");
            if (rollout.Timeline.Count > 0)
                last = rollout.Timeline[^1].At;
            if (rollout.Trouble is { } trouble && trouble != reason)
                output.WriteLine($"{DateTimeOffset.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'} {rollout.Name}: {trouble}");
            reason = rollout.Trouble;
        }
    }
}
