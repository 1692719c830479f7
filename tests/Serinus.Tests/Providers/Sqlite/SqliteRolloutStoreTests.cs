using Microsoft.Data.Sqlite;
using Serinus.Providers.Sqlite;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Testbed;
using Serinus.Tests.Rollouts.Run;

namespace Serinus.Tests.Providers.Sqlite;

public sealed class SqliteRolloutStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> told = [];

    private string Folder => Path.Combine(folder.Path, "state");

    private string Database => Path.Combine(Folder, "rollouts.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Reading_what_was_never_written_finds_nothing_and_makes_nothing()
    {
        using var store = Open();

        Assert.Null(await store.ReadAsync("shop", default));
        Assert.Empty(await store.HistoryAsync("shop", default));
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task What_is_written_is_read_by_the_next_program()
    {
        string? version;
        using (var store = Open())
        {
            version = await store.WriteAsync("shop", RunStates.Progressing(3), "", default);
            version = await store.WriteAsync("shop", RunStates.Progressing(4), version!, default);
        }

        using var next = Open();
        var read = await next.ReadAsync("shop", default);

        Assert.Equal(version, read!.Version);
        Assert.Equal(RunStateJson.WriteText(RunStates.Progressing(4)), RunStateJson.WriteText(read.State));
        Assert.Empty(told);
    }

    [Fact]
    public async Task Who_does_not_know_what_is_kept_now_cannot_write()
    {
        using var store = Open();
        var first = await store.WriteAsync("shop", RunStates.Progressing(1), "", default);
        var second = await store.WriteAsync("shop", RunStates.Progressing(2), first!, default);

        Assert.Null(await store.WriteAsync("shop", RunStates.Progressing(9), first!, default));
        Assert.Null(await store.WriteAsync("shop", RunStates.Progressing(9), "", default));
        Assert.Null(await store.WriteAsync("other", RunStates.Progressing(9), second!, default));
        Assert.Equal(2, (await store.ReadAsync("shop", default))!.State.Run);
    }

    [Fact]
    public async Task As_many_runs_are_remembered_as_are_asked_for_the_newest_first()
    {
        using var store = Open();
        for (var run = 1; run <= 5; run++)
            await store.ArchiveAsync("shop", RunStates.Progressing(run), 3, default);
        await store.ArchiveAsync("shop", RunStates.Progressing(5, "again"), 3, default);
        await store.ArchiveAsync("other", RunStates.Progressing(1), 3, default);

        var history = await store.HistoryAsync("shop", default);

        Assert.Equal([5L, 4, 3], history.Select(run => run.Run));
        Assert.Equal("again", history[0].Reason);
    }

    [Fact]
    public async Task A_rollout_that_is_forgotten_leaves_nothing()
    {
        using var store = Open();
        await store.WriteAsync("shop", RunStates.Progressing(), "", default);
        await store.ArchiveAsync("shop", RunStates.Progressing(), 3, default);
        await store.WriteAsync("other", RunStates.Progressing(), "", default);

        await store.ForgetAsync("shop", default);

        Assert.Null(await store.ReadAsync("shop", default));
        Assert.Empty(await store.HistoryAsync("shop", default));
        Assert.NotNull(await store.ReadAsync("other", default));
    }

    [Fact]
    public async Task Nobody_but_its_owner_may_read_it()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var store = Open();
        await store.WriteAsync("shop", RunStates.Progressing(), "", default);

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        foreach (var file in Directory.GetFiles(Folder))
            Assert.Equal(Owner, File.GetUnixFileMode(file));
        Assert.Contains(Database + "-wal", Directory.GetFiles(Folder));
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
    }

    [Fact]
    public async Task One_program_writes_and_others_read_until_it_is_gone()
    {
        var first = Open();
        await first.WriteAsync("shop", RunStates.Progressing(1), "", default);
        using var second = Open();

        var read = await second.ReadAsync("shop", default);
        var refusal = await Assert.ThrowsAsync<StoreException>(() =>
            second.WriteAsync("shop", RunStates.Progressing(2), read!.Version, default)
        );
        first.Dispose();

        Assert.Contains("is written by another program", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(await second.WriteAsync("shop", RunStates.Progressing(2), read!.Version, default));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(100, 3000)]
    [InlineData(0, 1)]
    public async Task A_damaged_database_is_set_aside_and_told_of(int at, int bytes)
    {
        await WriteAndClose();
        var whole = File.ReadAllBytes(Database);
        var damaged = (byte[])whole.Clone();
        damaged.AsSpan(at, bytes).Fill(0xA5);
        File.WriteAllBytes(Database, damaged);

        using var store = Open();
        Assert.Null(await store.ReadAsync("shop", default));
        Assert.NotNull(await store.WriteAsync("shop", RunStates.Progressing(), "", default));

        var aside = Assert.Single(Directory.GetFiles(Folder, "*.damaged-*"));
        Assert.Equal(damaged, File.ReadAllBytes(aside));
        Assert.Contains($"is damaged", Assert.Single(told), StringComparison.Ordinal);
        Assert.Contains(aside, told[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_with_a_changed_letter_is_damage_too()
    {
        await WriteAndClose();
        Execute("UPDATE rollout SET state = replace(state, '\"v2\"', '\"v3\"')");

        using var store = Open();
        Assert.Null(await store.ReadAsync("shop", default));

        Assert.Contains("the state of shop is not what was written", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_left_alone()
    {
        await WriteAndClose();
        Execute("PRAGMA user_version = 99");

        using var store = Open();
        var refusal = await Assert.ThrowsAsync<StoreException>(() => store.ReadAsync("shop", default));

        Assert.Contains("was written by a newer version", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(told);
        Assert.Empty(Directory.GetFiles(Folder, "*.damaged-*"));
    }

    [Fact]
    public async Task A_full_disk_is_told_and_what_was_written_stays()
    {
        using var file = new DatabaseFile(Folder, Tell, TimeProvider.System);
        using var store = new SqliteRolloutStore(file);
        var version = await store.WriteAsync("shop", RunStates.Progressing(1), "", default);
        Limit(file, pages: 8);

        var large = RunStates.Progressing(2, new string('x', 100_000));
        var refusal = await Assert.ThrowsAsync<StoreException>(() =>
            store.WriteAsync("shop", large, version!, default)
        );

        Assert.Contains("the disk is full; make room", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await store.ReadAsync("shop", default))!.State.Run);
        Limit(file, pages: 1000);
        Assert.NotNull(await store.WriteAsync("shop", large, version!, default));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told()
    {
        File.WriteAllText(Folder, "a file");
        using var store = Open();

        var refusal = await Assert.ThrowsAsync<StoreException>(() =>
            store.WriteAsync("shop", RunStates.Progressing(), "", default)
        );

        Assert.Contains(Folder, refusal.Message, StringComparison.Ordinal);
    }

    private SqliteRolloutStore Open() => new(Folder, Tell, TimeProvider.System);

    private void Tell(bool isWarning, string what) => told.Add(what);

    private async Task WriteAndClose()
    {
        using var store = Open();
        await store.WriteAsync("shop", RunStates.Progressing(), "", default);
    }

    private void Execute(string text)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        Execute(connection, text);
    }

    private static void Limit(DatabaseFile file, int pages) =>
        Execute(file.OpenToWrite(), $"PRAGMA max_page_count = {pages}");

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those of this file.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
