using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;

namespace Serinus.Providers.Sqlite;

/// <summary>
/// States of rollouts in a database of the state folder. What was written outlives a killed program and a power cut (write-ahead log, each
/// commit on the disk before it is confirmed). One program writes; others may read.
/// </summary>
public sealed class SqliteRolloutStore : IRolloutStore, IDisposable
{
    // A connection is used by one at a time.
    private readonly SemaphoreSlim turn = new(1);
    private readonly DatabaseFile file;

    /// <summary>A store in a folder.</summary>
    /// <param name="stateFolder">The state folder; made when something is written first.</param>
    /// <param name="tell">Told of what an operator should know: whether it is a warning, and what.</param>
    /// <param name="time">The clock, for the names of what is set aside.</param>
    public SqliteRolloutStore(string stateFolder, Action<bool, string> tell, TimeProvider time)
        : this(new DatabaseFile(stateFolder, tell, time)) { }

    internal SqliteRolloutStore(DatabaseFile file) => this.file = file;

    /// <summary>Path of the database.</summary>
    public string Path => file.Path;

    /// <inheritdoc/>
    public Task<StoredState?> ReadAsync(string rollout, CancellationToken cancellationToken) =>
        TakeTurnAsync(
            () =>
            {
                if (file.OpenToRead() is not { } connection)
                    return null;
                using var command = Command(
                    connection,
                    "SELECT state, version, sum FROM rollout WHERE name = $name",
                    ("$name", rollout)
                );
                using var row = command.ExecuteReader();
                return row.Read()
                    ? new StoredState(Parse(row.GetString(0), row.GetString(2)), Text(row.GetInt64(1)))
                    : null;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<string?> WriteAsync(
        string rollout,
        RunState state,
        string version,
        CancellationToken cancellationToken
    ) =>
        TakeTurnAsync(
            () =>
            {
                var connection = file.OpenToWrite();
                var text = RunStateJson.WriteText(state);
                var before = version.Length == 0 ? 0 : long.Parse(version, CultureInfo.InvariantCulture);
                using var command = Command(
                    connection,
                    before == 0
                        ? "INSERT INTO rollout (name, version, state, sum) VALUES ($name, $next, $state, $sum) ON CONFLICT DO NOTHING"
                        : "UPDATE rollout SET version = $next, state = $state, sum = $sum WHERE name = $name AND version = $before",
                    ("$name", rollout),
                    ("$state", text),
                    ("$sum", Checksum.Of(text)),
                    ("$before", before),
                    ("$next", before + 1)
                );
                return command.ExecuteNonQuery() == 1 ? Text(before + 1) : null;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task ArchiveAsync(string rollout, RunState state, int historyMax, CancellationToken cancellationToken) =>
        TakeTurnAsync(
            () =>
            {
                var connection = file.OpenToWrite();
                using var transaction = connection.BeginTransaction();
                var text = RunStateJson.WriteText(state);
                using var insert = Command(
                    connection,
                    "INSERT OR REPLACE INTO run (rollout, run, state, sum) VALUES ($name, $run, $state, $sum)",
                    ("$name", rollout),
                    ("$run", state.Run),
                    ("$state", text),
                    ("$sum", Checksum.Of(text))
                );
                insert.ExecuteNonQuery();
                using var forget = Command(
                    connection,
                    "DELETE FROM run WHERE rollout = $name AND run NOT IN (SELECT run FROM run WHERE rollout = $name ORDER BY run DESC LIMIT $most)",
                    ("$name", rollout),
                    ("$most", historyMax)
                );
                forget.ExecuteNonQuery();
                transaction.Commit();
                return true;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<ImmutableArray<RunState>> HistoryAsync(string rollout, CancellationToken cancellationToken) =>
        TakeTurnAsync(
            () =>
            {
                var runs = ImmutableArray.CreateBuilder<RunState>();
                if (file.OpenToRead() is not { } connection)
                    return runs.ToImmutable();
                using var command = Command(
                    connection,
                    "SELECT state, sum FROM run WHERE rollout = $name ORDER BY run DESC",
                    ("$name", rollout)
                );
                using var row = command.ExecuteReader();
                while (row.Read())
                    runs.Add(Parse(row.GetString(0), row.GetString(1)));
                return runs.ToImmutable();
            },
            cancellationToken
        );

    /// <summary>Forgets a rollout that is no longer asked for, and its history.</summary>
    /// <exception cref="StoreException">It cannot be written now.</exception>
    public Task ForgetAsync(string rollout, CancellationToken cancellationToken) =>
        TakeTurnAsync(
            () =>
            {
                var connection = file.OpenToWrite();
                using var transaction = connection.BeginTransaction();
                foreach (
                    var text in (string[])
                        ["DELETE FROM rollout WHERE name = $name", "DELETE FROM run WHERE rollout = $name"]
                )
                {
                    using var command = Command(connection, text, ("$name", rollout));
                    command.ExecuteNonQuery();
                }

                transaction.Commit();
                return true;
            },
            cancellationToken
        );

    /// <summary>Closes the database; what is under way is waited for.</summary>
    public void Dispose()
    {
        turn.Wait();
        file.Dispose();
        turn.Dispose();
    }

    private async Task<T> TakeTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            // A commit waits for the disk: not on the caller's thread.
            return await Task.Run(() => file.Guard(work), CancellationToken.None);
        }
        finally
        {
            turn.Release();
        }
    }

    private RunState Parse(string text, string sum)
    {
        if (Checksum.Of(text) != sum)
            throw new StoreException(
                $"{file.Path} is damaged: a state is not what was written; {DatabaseFile.DamageCure}"
            );
        return RunStateJson.ReadText(text, out var problem)
            ?? throw new StoreException($"{file.Path} holds a state that cannot be used: {problem}");
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static SqliteCommand Command(
        SqliteConnection connection,
        string text,
        params ReadOnlySpan<(string Name, object Value)> parameters
    )
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this file; values are parameters.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
