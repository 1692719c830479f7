using System.Diagnostics;
using System.Globalization;
using Serinus.Providers.Sqlite;
using Serinus.Testbed;
using Serinus.Tests.Rollouts.Run;

namespace Serinus.Tests.Providers.Sqlite;

/// <summary>A program that is killed loses nothing it was told is written, whenever that happens.</summary>
public sealed class SuddenEndTests : IDisposable
{
    private const string FolderVariable = "SERINUS_TEST_STATE_FOLDER";
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Speed", "slow")]
    public async Task A_log_that_ends_at_any_byte_gives_a_state_that_was_written()
    {
        const int Writes = 6;
        var live = Path.Combine(folder.Path, "live");
        using var store = new SqliteRolloutStore(live, Fail, TimeProvider.System);
        var version = "";
        for (var run = 1; run <= Writes; run++)
            version = (await store.WriteAsync("shop", RunStates.Progressing(run), version, default))!;
        var database = Shared(Path.Combine(live, "rollouts.db"));
        var log = Shared(Path.Combine(live, "rollouts.db-wal"));

        var last = 0L;
        var torn = new Random(7);
        // Every length near the ends of pages, where the structure is, and every 41st in between.
        for (var length = 0; length <= log.Length; length++)
        {
            if (length % 4096 is >= 64 and <= 4032 && length % 41 > 0 && length < log.Length)
                continue;
            var garbage = new byte[torn.Next(0, 40)];
            torn.NextBytes(garbage);
            var run = await Read(database, [.. log[..length], .. garbage]);
            Assert.True(run >= last, $"after {length} bytes run {run} is there, and before it {last} was");
            last = run;
        }

        Assert.Equal(Writes, last);
    }

    [Fact]
    [Trait("Speed", "slow")]
    public async Task A_program_killed_while_it_writes_leaves_what_it_was_told_is_written()
    {
        const int Kills = 8;
        var confirmed = 0L;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var writer = Start();
            var wanted = confirmed + 20 + kill * 7;
            await WaitFor(() => Confirmed() >= wanted || writer.HasExited);
            writer.Kill();
            await writer.WaitForExitAsync().WaitAsync(Hang);
            confirmed = Confirmed();
            Assert.True(confirmed >= wanted, "the writer ended by itself");

            using var store = new SqliteRolloutStore(folder.Path, Fail, TimeProvider.System);
            var kept = (await store.ReadAsync("shop", default))!.State.Run;
            Assert.InRange(kept, confirmed, confirmed + 1);
            Assert.InRange((await store.HistoryAsync("shop", default))[0].Run, confirmed - 1, kept);
        }
    }

    /// <summary>The program that is killed: writes until then, and notes what it was told is written. Run only by the test above.</summary>
    [Fact(Explicit = true)]
    public async Task Write_until_killed()
    {
        var state = Environment.GetEnvironmentVariable(FolderVariable)!;
        using var store = new SqliteRolloutStore(state, Fail, TimeProvider.System);
        using var note = new FileStream(
            Path.Combine(state, "confirmed"),
            FileMode.OpenOrCreate,
            FileAccess.Write,
            FileShare.ReadWrite
        );
        var kept = await store.ReadAsync("shop", default);
        var (version, run) = (kept?.Version ?? "", kept?.State.Run ?? 0);
        while (true)
        {
            version = (await store.WriteAsync("shop", RunStates.Progressing(++run), version, default))!;
            note.Position = 0;
            note.Write(System.Text.Encoding.ASCII.GetBytes(run.ToString("D12", CultureInfo.InvariantCulture)));
            note.Flush();
            await store.ArchiveAsync("shop", RunStates.Progressing(run), 5, default);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList =
            {
                "-explicit",
                "only",
                "-method",
                $"*{nameof(SuddenEndTests)}.{nameof(Write_until_killed)}",
            },
            RedirectStandardOutput = true,
        };
        start.Environment[FolderVariable] = folder.Path;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private long Confirmed()
    {
        var path = Path.Combine(folder.Path, "confirmed");
        if (!File.Exists(path))
            return 0;
        var text = System.Text.Encoding.ASCII.GetString(Shared(path));
        return text.Length == 12 ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
    }

    private async Task<long> Read(byte[] database, byte[] log)
    {
        var copy = Path.Combine(folder.Path, "copy");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(copy))
            File.Delete(file);
        File.WriteAllBytes(Path.Combine(copy, "rollouts.db"), database);
        File.WriteAllBytes(Path.Combine(copy, "rollouts.db-wal"), log);
        using var store = new SqliteRolloutStore(copy, Fail, TimeProvider.System);
        return (await store.ReadAsync("shop", default))?.State.Run ?? 0;
    }

    private static byte[] Shared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static async Task WaitFor(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Hang);
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!condition())
            await polls.WaitForNextTickAsync(patience.Token);
    }

    private static void Fail(bool isWarning, string what) => Assert.Fail(what);
}
