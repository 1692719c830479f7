using System.Collections.Immutable;
using Serinus.Proxy.Pipeline;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;

namespace Serinus.Delivery;

/// <summary>Where people see the rollouts of this program and act on them. Any thread.</summary>
/// <param name="set">The rollouts.</param>
/// <param name="live">What is served now; null before the first publish.</param>
/// <param name="time">The clock.</param>
public sealed class RolloutDesk(RolloutSet set, Func<LiveSnapshot?> live, TimeProvider time)
{
    /// <summary>How soon a change is seen by who waits for one.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private ImmutableArray<RolloutSet> sets = [set];

    /// <summary>All rollouts, by name.</summary>
    public ImmutableArray<RolloutView> All =>
        sets is [var only]
            ? only.Views
            : [.. sets.SelectMany(one => one.Views).OrderBy(view => view.Spec.Name, StringComparer.Ordinal)];

    /// <summary>One of them; null when there is none of this name.</summary>
    public RolloutView? Find(string name) => SetOf(name).View(name);

    /// <summary>Shows further rollouts, such as those of a cluster beside those of files; before anybody looks.</summary>
    public void Add(RolloutSet further) => sets = sets.Add(further);

    /// <summary>Runs that ended, the newest first.</summary>
    /// <exception cref="StoreException">They cannot be read now.</exception>
    public Task<ImmutableArray<RunState>> HistoryAsync(string name, CancellationToken cancellationToken) =>
        SetOf(name).HistoryAsync(name, cancellationToken);

    /// <summary>Has a command carried out; returns once what became of it is stored.</summary>
    public Task<CommandOutcome> CarryOutAsync(string name, Command command, CancellationToken cancellationToken) =>
        SetOf(name).SubmitAsync(name, command, cancellationToken);

    /// <summary>How requests were split on its routes since the weight last changed.</summary>
    public ObservedSplit Observe(RolloutView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var (canary, all) = (0L, 0L);
        foreach (var route in live()?.Routes ?? [])
        {
            if (route.Route.Overlay?.Name != view.Spec.Name)
                continue;
            // Under a rollout stable is the first backend, and the canary the last.
            var backends = route.Route.Backends;
            var chosen = route.Metrics.ChosenAtTheseWeights(backends[^1].Index);
            canary += chosen;
            all += chosen + route.Metrics.ChosenAtTheseWeights(backends[0].Index);
        }

        return new ObservedSplit(canary, all);
    }

    /// <summary>Waits until a rollout has another version than this, or is gone.</summary>
    public async Task ChangedAsync(string name, string version, CancellationToken cancellationToken)
    {
        using var looks = new PeriodicTimer(Look, time);
        while (Find(name) is { } view && VersionOf(view) == version)
            await looks.WaitForNextTickAsync(cancellationToken);
    }

    /// <summary>Names everything of a rollout that people would call a change; counters and evidence are none.</summary>
    public static string VersionOf(RolloutView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var state = view.State;
        return FormattableString.Invariant(
            $"{state.Run}.{(int)state.Phase}.{state.Step}.{state.Traffic.Generation}.{state.NewsNumber}.{(state.Paused is null ? 0 : 1)}.{(view.Trouble is null ? 0 : 1)}.{view.Edges.Acknowledged}-{view.Edges.Count}.{StepKey(view)}"
        );
    }

    private RolloutSet SetOf(string name) => sets.FirstOrDefault(one => one.View(name) is not null) ?? sets[0];

    private static string StepKey(RolloutView view) => Rollouts.Steps.StepPlan.Of(view.Spec.Analysis).Key;
}
