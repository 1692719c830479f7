using System.Collections.Immutable;
using Serinus.Rollouts.Plan;

namespace Serinus.Rollouts.Run;

/// <summary>Where states of rollouts are kept: a database on this machine, or a cluster.</summary>
public interface IRolloutStore
{
    /// <summary>What is remembered of a rollout; null when nothing is.</summary>
    /// <exception cref="StoreException">It cannot be read now.</exception>
    Task<StoredState?> ReadAsync(string rollout, CancellationToken cancellationToken);

    /// <summary>Writes a state, durably, if what is kept is still <paramref name="version"/>. It returns only when the state would outlive a power cut.</summary>
    /// <param name="rollout">Name of the rollout.</param>
    /// <param name="state">The state.</param>
    /// <param name="version">Version it follows on; empty for the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new version; null when somebody else has written since, or this replica may no longer write.</returns>
    /// <exception cref="StoreException">It cannot be written now.</exception>
    Task<string?> WriteAsync(string rollout, RunState state, string version, CancellationToken cancellationToken);

    /// <summary>Keeps a run that has ended, with its evidence.</summary>
    /// <exception cref="StoreException">It cannot be written now.</exception>
    Task ArchiveAsync(string rollout, RunState state, int historyMax, CancellationToken cancellationToken);

    /// <summary>Runs that ended, the newest first.</summary>
    /// <exception cref="StoreException">It cannot be read now.</exception>
    Task<ImmutableArray<RunState>> HistoryAsync(string rollout, CancellationToken cancellationToken);
}
