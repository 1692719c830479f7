using System.Collections.Immutable;
using System.Globalization;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;

namespace Serinus.Tests.Rollouts.Run;

/// <summary>A store that keeps what was written as bytes, as a real one does.</summary>
internal sealed class MemoryStore : IRolloutStore
{
    private readonly Lock access = new();
    private readonly Dictionary<string, (byte[] State, long Version)> states = [];
    private readonly SortedDictionary<long, RunState> archive = [];

    /// <summary>Why it cannot be used now; null when it can.</summary>
    public string? Broken { get; set; }

    /// <summary>How often a state was written.</summary>
    public int Writes { get; private set; }

    /// <summary>Called before a state is written, and when it was.</summary>
    public Action Writing { get; set; } = () => { };

    public RunState? State(string rollout)
    {
        lock (access)
            return states.TryGetValue(rollout, out var kept) ? RunStateJson.Read(kept.State, out _) : null;
    }

    public Task<StoredState?> ReadAsync(string rollout, CancellationToken cancellationToken)
    {
        ThrowIfBroken();
        lock (access)
        {
            return Task.FromResult(
                states.TryGetValue(rollout, out var kept)
                    ? new StoredState(
                        RunStateJson.Read(kept.State, out _)!,
                        kept.Version.ToString(CultureInfo.InvariantCulture)
                    )
                    : null
            );
        }
    }

    public Task<string?> WriteAsync(string rollout, RunState state, string version, CancellationToken cancellationToken)
    {
        ThrowIfBroken();
        Writing();
        lock (access)
        {
            var kept = states.TryGetValue(rollout, out var known) ? known.Version : 0;
            if (version != (kept == 0 ? "" : kept.ToString(CultureInfo.InvariantCulture)))
                return Task.FromResult<string?>(null);
            Writes++;
            states[rollout] = (RunStateJson.Write(state), kept + 1);
            Writing();
            return Task.FromResult<string?>((kept + 1).ToString(CultureInfo.InvariantCulture));
        }
    }

    public Task ArchiveAsync(string rollout, RunState state, int historyMax, CancellationToken cancellationToken)
    {
        ThrowIfBroken();
        lock (access)
        {
            archive[state.Run] = state;
            while (archive.Count > historyMax)
                archive.Remove(archive.Keys.First());
        }

        return Task.CompletedTask;
    }

    public Task<ImmutableArray<RunState>> HistoryAsync(string rollout, CancellationToken cancellationToken)
    {
        lock (access)
            return Task.FromResult<ImmutableArray<RunState>>([.. archive.Values.Reverse()]);
    }

    private void ThrowIfBroken()
    {
        if (Broken is { } why)
            throw new StoreException(why);
    }
}
