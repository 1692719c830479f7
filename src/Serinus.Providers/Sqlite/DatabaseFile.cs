using System.Globalization;
using Microsoft.Data.Sqlite;
using Serinus.Providers.Certificates;
using Serinus.Rollouts.Run;

namespace Serinus.Providers.Sqlite;

/// <summary>
/// The file of the database: made for its owner alone, looked through when it is opened, set aside when it is damaged, and locked by whoever
/// writes. Used by one thread at a time.
/// </summary>
internal sealed class DatabaseFile(string stateFolder, Action<bool, string> tell, TimeProvider time) : IDisposable
{
    /// <summary>What an operator does about a damaged database.</summary>
    public const string DamageCure =
        "restart the program: it sets the file aside and begins with a new one, every rollout from its first step";

    private const string FileName = "rollouts.db";

    // "SrNs", so that file(1) and a curious reader know whose database it is.
    private const int ApplicationId = 0x53724e73;
    private const int SchemaVersion = 1;

    private const string Schema = """
        CREATE TABLE rollout (
          name TEXT PRIMARY KEY,
          version INTEGER NOT NULL,
          state TEXT NOT NULL,
          sum TEXT NOT NULL
        ) STRICT;
        CREATE TABLE run (
          rollout TEXT NOT NULL,
          run INTEGER NOT NULL,
          state TEXT NOT NULL,
          sum TEXT NOT NULL,
          PRIMARY KEY (rollout, run)
        ) STRICT;
        """;

    private SqliteConnection? connection;
    private FileStream? writing;
    private bool isLookedThrough;

    /// <summary>Whole path of the file.</summary>
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetFullPath(stateFolder), FileName);

    private string LockPath => Path + ".lock";

    /// <summary>The database; null when there is none yet.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public SqliteConnection? OpenToRead() => connection is not null || File.Exists(Path) ? Open() : null;

    /// <summary>The database, made when there is none.</summary>
    /// <exception cref="StoreException">It cannot be written, or another program writes.</exception>
    public SqliteConnection OpenToWrite()
    {
        if (writing is null)
        {
            PrivateFile.MakeFolder(System.IO.Path.GetDirectoryName(Path)!);
            writing = Lock();
        }

        if (!File.Exists(Path))
        {
            Close();
            Make();
        }

        return Open();
    }

    /// <summary>Runs work on the database; what goes wrong in it or around it is told in words.</summary>
    /// <exception cref="StoreException">Something went wrong.</exception>
    public T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException trouble)
        {
            throw new StoreException($"{Path} {Explain(trouble)}", trouble);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"state folder {stateFolder} cannot be used: {trouble.Message} Make stateFolder a folder the user that runs Serinus may write to",
                trouble
            );
        }
    }

    public void Dispose()
    {
        Close();
        writing?.Dispose();
        writing = null;
    }

    private SqliteConnection Open()
    {
        if (connection is not null)
            return connection;
        if (!isLookedThrough)
        {
            if (Damage() is { } damage)
                SetAside(damage);
            isLookedThrough = true;
        }

        connection = Connect();
        return connection;
    }

    private SqliteConnection Connect()
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 5,
        };
        var opened = new SqliteConnection(settings.ConnectionString);
        try
        {
            opened.Open();
            Run(opened, "PRAGMA synchronous = FULL");
            var version = Number(opened, "PRAGMA user_version");
            if (version > SchemaVersion)
                throw new StoreException(
                    $"{Path} was written by a newer version of the program (schema {version}, this one knows {SchemaVersion}); run that one, or move the file away"
                );
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>What is wrong with the file; null when nothing is. Needs no state to be understood: a newer version's file is sound.</summary>
    private string? Damage()
    {
        try
        {
            using var opened = Connect();
            using var check = opened.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            if (check.ExecuteScalar() is not "ok" and var found)
                return $"{found}";
            if (Number(opened, "PRAGMA application_id") != ApplicationId)
                return "it is the database of another program";
            return WrongSum(opened);
        }
        catch (SqliteException trouble) when (IsDamage(trouble))
        {
            return trouble.Message;
        }
    }

    private static string? WrongSum(SqliteConnection opened)
    {
        using var rows = opened.CreateCommand();
        rows.CommandText =
            "SELECT name, state, sum FROM rollout UNION ALL SELECT rollout || ' run ' || run, state, sum FROM run";
        using var row = rows.ExecuteReader();
        while (row.Read())
        {
            if (Checksum.Of(row.GetString(1)) != row.GetString(2))
                return $"the state of {row.GetString(0)} is not what was written";
        }

        return null;
    }

    /// <summary>Keeps the damaged file for whoever wants to look into it, and begins anew.</summary>
    private void SetAside(string damage)
    {
        writing ??= Lock();
        var aside = string.Create(CultureInfo.InvariantCulture, $"{Path}.damaged-{time.GetUtcNow():yyyyMMdd'T'HHmmss}");
        foreach (var part in (string[])["", "-wal", "-shm"])
        {
            if (File.Exists(Path + part))
                File.Move(Path + part, aside + part, overwrite: true);
        }

        tell(
            true,
            $"{Path} is damaged ({damage}) and was set aside as {aside}; rollouts begin with nothing remembered, everybody on stable. Copy it back from a backup, or look for what damaged the disk"
        );
        Make();
    }

    /// <summary>Makes the database beside its place and then puts it there: it is whole or not there.</summary>
    private void Make()
    {
        var beside = Path + ".new";
        foreach (var part in (string[])["", "-wal", "-shm", "-journal"])
            File.Delete(beside + part);
        // The log and its index get the rights of the file.
        PrivateFile.Write(beside, "");
        var settings = new SqliteConnectionStringBuilder { DataSource = beside, Pooling = false };
        using (var made = new SqliteConnection(settings.ConnectionString))
        {
            made.Open();
            Run(made, "PRAGMA synchronous = FULL");
            Run(made, $"PRAGMA application_id = {ApplicationId}");
            Run(made, $"BEGIN; {Schema} PRAGMA user_version = {SchemaVersion}; COMMIT;");
            Run(made, "PRAGMA journal_mode = WAL");
        }

        File.Move(beside, Path);
        isLookedThrough = true;
    }

    private FileStream Lock()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            // Others are refused by the system (flock) until this process is gone, however it goes.
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FileStream(LockPath, options);
        }
        catch (IOException trouble) when (trouble is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new StoreException(
                $"{Path} is written by another program; two edges need a stateFolder each, and one that is ending is waited for",
                trouble
            );
        }
    }

    private void Close()
    {
        connection?.Dispose();
        connection = null;
    }

    private static void Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this file.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this file.
        command.CommandText = text;
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    // https://www.sqlite.org/rescode.html: SQLITE_CORRUPT and SQLITE_NOTADB.
    private static bool IsDamage(SqliteException trouble) => trouble.SqliteErrorCode is 11 or 26;

    private static string Explain(SqliteException trouble) =>
        trouble.SqliteErrorCode switch
        {
            13 => "cannot be written: the disk is full; make room, rollouts then go on by themselves",
            8 or 3 or 23 => "may not be written; give the user that runs Serinus the right to write it",
            10 => $"cannot be read or written ({trouble.Message}); check the disk and its file system",
            14 => $"cannot be opened ({trouble.Message}); check the rights of its folder",
            5 or 6 => "is kept busy by another program; end that one",
            11 or 26 => $"is damaged ({trouble.Message}); {DamageCure}",
            _ => $"cannot be used: {trouble.Message}",
        };
}
