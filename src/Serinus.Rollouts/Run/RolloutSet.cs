using System.Collections.Concurrent;
using System.Collections.Immutable;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Run;

/// <summary>
/// A runner for each rollout that is asked for: started as it comes, stopped as it goes, told of the others of its group. What is remembered of
/// one that goes stays in the store: when it comes back, it goes on.
/// </summary>
/// <remarks>Every member may be used from anywhere; <see cref="Set"/> by one at a time.</remarks>
public sealed class RolloutSet : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Place> places = new(StringComparer.Ordinal);
    private readonly RunnerPorts ports;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock setting = new();
    private ImmutableDictionary<string, Task> ending = ImmutableDictionary<string, Task>.Empty;

    /// <summary>A set without rollouts. Its members are told of their groups by the set itself.</summary>
    public RolloutSet(RunnerPorts ports) => this.ports = ports with { Group = OthersOf };

    /// <summary>Every rollout as it stands, by name.</summary>
    public ImmutableArray<RolloutView> Views =>
        [.. places.Values.Select(place => place.Runner.View).OrderBy(view => view.Spec.Name, StringComparer.Ordinal)];

    /// <summary>How often something was decided of those there are, be it to leave all as it is.</summary>
    public long Decisions => places.Values.Sum(place => place.Runner.Decisions);

    /// <summary>When the rollout was decided of that was longest left alone; null when there is none that is planned here.</summary>
    public DateTimeOffset? DecidedAt =>
        places
            .Values.Select(place => place.Runner.View)
            .Where(view => view.IsPlannedHere)
            .Min(view => (DateTimeOffset?)view.At);

    /// <summary>A rollout as it stands; null when none of that name is asked for.</summary>
    public RolloutView? View(string name) => places.TryGetValue(name, out var place) ? place.Runner.View : null;

    /// <summary>What is asked for from now on. Of two of one name the first counts.</summary>
    public void Set(IEnumerable<RolloutSpec> specs)
    {
        lock (setting)
        {
            ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
            var wanted = new HashSet<string>(StringComparer.Ordinal);
            foreach (var spec in specs)
            {
                if (wanted.Add(spec.Name))
                    SetOne(spec);
            }

            foreach (var name in places.Keys.Where(name => !wanted.Contains(name)).ToArray())
                End(name);
        }
    }

    /// <summary>Asks a rollout for something. It ends when what became of it is stored.</summary>
    public async Task<CommandOutcome> SubmitAsync(string name, Command command, CancellationToken cancellationToken) =>
        places.TryGetValue(name, out var place)
            ? await place.Runner.SubmitAsync(command, cancellationToken)
            : new CommandOutcome(command.Id, false, $"there is no rollout {name}");

    /// <summary>Something happened to a rollout that should be looked at now.</summary>
    public void Signal(string name)
    {
        if (places.TryGetValue(name, out var place))
            place.Runner.Signal();
    }

    /// <summary>Something happened to all of them, such as that this replica plans from now on.</summary>
    public void SignalAll()
    {
        foreach (var place in places.Values)
            place.Runner.Signal();
    }

    /// <summary>Runs of a rollout that ended, the newest first.</summary>
    /// <exception cref="StoreException">They cannot be read now.</exception>
    public Task<ImmutableArray<RunState>> HistoryAsync(string name, CancellationToken cancellationToken) =>
        ports.Store.HistoryAsync(name, cancellationToken);

    /// <summary>Stops every runner and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] tasks;
        lock (setting)
        {
            if (stop.IsCancellationRequested)
                return;
            stop.Cancel();
            foreach (var name in places.Keys.ToArray())
                End(name);
            tasks = [.. ending.Values];
        }

        await Task.WhenAll(tasks);
        stop.Dispose();
    }

    private void SetOne(RolloutSpec spec)
    {
        if (places.TryGetValue(spec.Name, out var place))
        {
            if (place.Runner.Spec != spec)
                place.Runner.Spec = spec;
            return;
        }

        var runner = new RolloutRunner(spec, ports);
        var ends = new CancellationTokenSource();
        // Two runners of one rollout would write over each other: the next begins when the last has ended.
        var before = ending.GetValueOrDefault(spec.Name, Task.CompletedTask);
        places[spec.Name] = new Place(runner, ends, RunAsync(before, runner, ends.Token));
    }

    private void End(string name)
    {
        if (!places.TryRemove(name, out var place))
            return;
        place.Ends.Cancel();
        ending = ending
            .RemoveRange(ending.Where(one => one.Value.IsCompleted).Select(one => one.Key))
            .SetItem(name, place.Running);
    }

    private static async Task RunAsync(Task before, RolloutRunner runner, CancellationToken ends)
    {
        await before;
        try
        {
            await runner.RunAsync(ends);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // It was stopped.
        }
    }

    private ImmutableArray<GroupMember> OthersOf(RolloutSpec spec)
    {
        var members = ImmutableArray.CreateBuilder<GroupMember>();
        foreach (var place in places.Values)
        {
            var view = place.Runner.View;
            if (view.Spec.Group is not { } group || group.Name != spec.Group?.Name || view.Spec.Name == spec.Name)
                continue;
            members.Add(
                new GroupMember(
                    view.Spec.Name,
                    group.Order,
                    // One whose state was not read yet is taken for one that is not ready to go on.
                    view.At == default
                        ? Phase.Waiting
                        : view.State.Phase,
                    view.State.Traffic.CanaryPercent,
                    view.State.Run,
                    view.State.EndedAt
                )
            );
        }

        return members.ToImmutable();
    }

    private sealed record Place(RolloutRunner Runner, CancellationTokenSource Ends, Task Running);
}
