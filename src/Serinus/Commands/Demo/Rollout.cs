using Serinus.Admin.Rollouts;
using Serinus.Commands.Rollouts;
using Serinus.Hosting;

namespace Serinus.Commands.Demo;

/// <summary>The demo itself: asks for a rollout by editing the configuration, as anybody would, and shows what the edge makes of it.</summary>
internal sealed class Rollout(
    DemoOptions options,
    DemoConfig config,
    EdgeHost host,
    Traffic traffic,
    IDemoScreen screen
)
{
    private const string Revision = "v2";
    private const int WarmUpRequests = 400;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.5);

    private readonly List<StepShare> shares = [];

    /// <summary>Runs until the rollout has ended, or until it is told to end.</summary>
    public async Task<DemoSummary> RunAsync(CancellationToken cancellation)
    {
        await WarmUpAsync(cancellation);
        config.WriteRollout(Revision);
        using var ticks = new PeriodicTimer(Tick);
        while (true)
        {
            await ticks.WaitForNextTickAsync(cancellation);
            if (Look() is not { } rollout)
                continue;
            Note(rollout.Weight);
            var view = new DemoView(rollout, traffic.Take(), traffic.Requests, traffic.Failures);
            screen.Show(view);
            if (rollout.Run > 0 && RolloutStatus.IsOver(rollout))
                return new DemoSummary(options, view, shares, screen.Width);
        }
    }

    /// <summary>The first requests of a young process wait for its compiler; they belong to no step.</summary>
    private async Task WarmUpAsync(CancellationToken cancellation)
    {
        using var ticks = new PeriodicTimer(Tick);
        while (traffic.Requests < WarmUpRequests)
            await ticks.WaitForNextTickAsync(cancellation);
        traffic.CountAnew();
    }

    private RolloutAnswer? Look() =>
        host.Status.Rollouts is { } desk && desk.Find(DemoConfig.Name) is { } view
            ? RolloutAnswers.Of(view, desk.Observe(view))
            : null;

    /// <summary>Keeps the last that was seen of each weight.</summary>
    private void Note(WeightAnswer weight)
    {
        if (StepShare.Of(weight) is not { Percent: < 100 } share)
            return;
        if (shares.Count > 0 && shares[^1].Percent == share.Percent)
            shares[^1] = share;
        else
            shares.Add(share);
    }
}
