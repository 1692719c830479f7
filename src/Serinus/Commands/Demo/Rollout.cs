using System.Globalization;
using Serinus.Hosting;

namespace Serinus.Commands.Demo;

/// <summary>The demo itself: raises the canary step by step by editing the configuration, and shows what the edge makes of it.</summary>
internal sealed class Rollout(
    DemoOptions options,
    DemoConfig config,
    EdgeHost host,
    Traffic traffic,
    IDemoScreen screen
)
{
    private static readonly int[] CanaryPercents = [1, 10, 50, 100];
    private const int WarmUpRequests = 100;
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Runs until the last step is over, or, unless it is to run only once, until it is told to end.</summary>
    /// <returns>Whether every share was exact and no request failed.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await WarmUpAsync(cancellation);
        var good = true;
        for (var step = 0; step < CanaryPercents.Length; step++)
        {
            var percent = CanaryPercents[step];
            await SwitchToAsync(percent, cancellation);
            var name = string.Create(
                CultureInfo.InvariantCulture,
                $"step {step + 1} of {CanaryPercents.Length}: canary at {percent} %"
            );
            good &= await ShowAsync(name, options.StepTime, cancellation);
        }

        good &= traffic.Failures == 0;
        screen.Tell(
            good
                ? "rollout complete: every share exact to one request, no request failed"
                : "rollout complete, with faults"
        );
        if (options.Once)
            return good;

        screen.Tell($"everybody is on the canary; edit {config.Path} to go on yourself, Ctrl-C ends");
        await ShowAsync("as the file says", Timeout.InfiniteTimeSpan, cancellation);
        return good;
    }

    /// <summary>The first requests of a young process wait for its compiler; they belong to no step.</summary>
    private async Task WarmUpAsync(CancellationToken cancellation)
    {
        traffic.Go();
        await UntilAsync(
            () => host.Status.Live!.Routes[0].Metrics.ChosenAtTheseWeights(0) >= WarmUpRequests,
            cancellation
        );
        traffic.Take();
    }

    /// <summary>Changes the weights between two requests, so that every request belongs to one step.</summary>
    private async Task SwitchToAsync(int percent, CancellationToken cancellation)
    {
        await QuietAsync(cancellation);
        config.Write(percent);
        await UntilAsync(() => CanaryWeight() == percent, cancellation);
        traffic.Go();
    }

    /// <summary>Shows one step; true when each backend got its share to within one request.</summary>
    private async Task<bool> ShowAsync(string name, TimeSpan time, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        over.CancelAfter(time);
        using var ticks = new PeriodicTimer(Tick);
        traffic.Take();
        while (await NextAsync(ticks, over.Token))
            screen.Show(View(name));
        cancellation.ThrowIfCancellationRequested();

        await QuietAsync(cancellation);
        var view = View(name);
        screen.Show(view);
        if (!view.IsExact)
            screen.Tell($"! {name}: {Counts(view)} is more than one request off");
        if (traffic.LastFailure is { } failure)
            screen.Tell($"! {name}: {traffic.Failures} requests failed so far, the last with: {failure}");
        return view.IsExact;
    }

    /// <summary>Nobody asks and nothing is in flight: what the edge has counted is everything.</summary>
    private async Task QuietAsync(CancellationToken cancellation)
    {
        await traffic.PauseAsync(cancellation);
        await UntilAsync(() => host.Status.Telemetry.InFlight == 0, cancellation);
    }

    private DemoView View(string name) => DemoView.Of(name, host.Status.Live!, traffic.Take(), traffic.Failures);

    private decimal? CanaryWeight() =>
        host.Status.Live?.Routes.FirstOrDefault(route => route.Route.Name == DemoConfig.RouteName)
            is { Route.Backends: [_, var canary] }
            ? canary.Weight
            : null;

    private static string Counts(DemoView view) =>
        string.Join(
            ", ",
            view.Backends.Select(backend =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{backend.Name} {backend.Chosen} of {view.Requests} for {backend.WantedShare:P1}"
                )
            )
        );

    private static async Task<bool> NextAsync(PeriodicTimer ticks, CancellationToken over)
    {
        try
        {
            return await ticks.WaitForNextTickAsync(over);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Waits for something that happens soon; somebody who edits the file or asks for long downloads meanwhile does not stop the demo.</summary>
    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(SettleTime);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition() && await NextAsync(polls, patience.Token)) { }
        cancellation.ThrowIfCancellationRequested();
    }
}
