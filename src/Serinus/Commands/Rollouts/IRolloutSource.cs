using Serinus.Admin.Rollouts;

namespace Serinus.Commands.Rollouts;

/// <summary>Where the commands see rollouts and act on them: the admin endpoint of an edge, or a cluster.</summary>
internal interface IRolloutSource : IDisposable
{
    /// <summary>All rollouts, by name.</summary>
    /// <exception cref="SourceException">They cannot be read.</exception>
    Task<IReadOnlyList<RolloutAnswer>> ListAsync(CancellationToken cancellation);

    /// <summary>One of them.</summary>
    /// <exception cref="SourceException">It is not there, or cannot be read.</exception>
    Task<RolloutAnswer> GetAsync(string name, CancellationToken cancellation);

    /// <summary>Runs that ended, the newest first.</summary>
    /// <exception cref="SourceException">They cannot be read.</exception>
    Task<IReadOnlyList<RolloutAnswer>> HistoryAsync(string name, CancellationToken cancellation);

    /// <summary>Has a command carried out.</summary>
    /// <param name="name">The rollout.</param>
    /// <param name="verb">The command, such as <c>promote-full</c>.</param>
    /// <param name="revision">For <c>undo</c>: the version to go back to; the last one when null.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="SourceException">It was not carried out, and why.</exception>
    Task<CommandAnswer> ActAsync(string name, string verb, string? revision, CancellationToken cancellation);
}
