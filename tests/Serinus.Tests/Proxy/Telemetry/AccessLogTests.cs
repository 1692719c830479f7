using System.Text;
using Serinus.Proxy.Telemetry;
using Serinus.Routing.Config;

namespace Serinus.Tests.Proxy.Telemetry;

public sealed class AccessLogTests : IDisposable
{
    /// <summary>Only a writer that hangs takes this long, however busy the machine is.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("serinus-log");

    private string LogPath => Path.Combine(folder.FullName, "access.log");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Every_line_of_every_loop_arrives_whole()
    {
        const int Lines = 5000;
        using (var log = Open())
        {
            var rings = log.Open(2);
            var loops = rings.Select(
                (ring, loop) =>
                {
                    var thread = new Thread(() =>
                    {
                        for (var i = 0; i < Lines; i++)
                            ring.Write(Encoding.UTF8.GetBytes($"{loop} {i}\n"));
                    });
                    thread.Start();
                    return thread;
                }
            );
            foreach (var loop in loops.ToArray())
                loop.Join();
            Assert.Equal(0, log.Dropped);
        }

        var written = File.ReadAllLines(LogPath);
        for (var loop = 0; loop < 2; loop++)
        {
            Assert.Equal(
                Enumerable.Range(0, Lines).Select(i => $"{loop} {i}"),
                written.Where(line => line[0] == '0' + loop)
            );
        }
    }

    [Fact]
    public void A_line_reaches_the_file_by_itself()
    {
        using var log = Open();

        WriteAndAwait(log.Open(1)[0], "line\n");

        Assert.Equal("line\n", File.ReadAllText(LogPath));
    }

    [Fact]
    public void A_full_queue_drops_lines_and_counts_them()
    {
        var ring = new AccessLogRing(64, AccessLogFormat.Json);
        for (var i = 0; i < 5; i++)
            ring.Write("sixteen bytes..\n"u8);
        Assert.Equal(1, ring.Dropped);

        ring.Free(16);
        ring.Write("seventeen bytes.\n"u8);
        ring.Write("sixteen bytes!!\n"u8);
        ring.Peek(out var first, out var second);

        Assert.Equal(2, ring.Dropped);
        Assert.Equal(48, first.Length);
        Assert.Equal("sixteen bytes!!\n"u8, second);
    }

    [Fact]
    public void After_reopening_lines_go_to_a_new_file()
    {
        using var log = Open();
        var ring = log.Open(1)[0];
        WriteAndAwait(ring, "old\n");
        File.Move(LogPath, LogPath + ".1");

        log.Reopen();
        Await(() => File.Exists(LogPath));
        WriteAndAwait(ring, "new\n");

        Assert.Equal("old\n", File.ReadAllText(LogPath + ".1"));
        Assert.Equal("new\n", File.ReadAllText(LogPath));
    }

    [Fact]
    public void A_path_that_cannot_be_opened_is_told_at_once()
    {
        var config = new AccessLogConfig { Path = Path.Combine(folder.FullName, "absent", "access.log") };

        Assert.ThrowsAny<IOException>(() => new AccessLog(config, _ => { }));
    }

    [Fact]
    public void A_disk_that_is_full_costs_lines_and_one_message()
    {
        if (!File.Exists("/dev/full"))
            return;
        var messages = new List<string>();
        using (var log = new AccessLog(new AccessLogConfig { Path = "/dev/full" }, messages.Add))
        {
            var ring = log.Open(1)[0];
            ring.Write("one\ntwo\n"u8);
            log.Flush();
            ring.Write("three\n"u8);
            log.Flush();

            Assert.Equal(3, log.Dropped);
        }

        Assert.Single(messages);
    }

    private AccessLog Open() => new(new AccessLogConfig { Path = LogPath }, _ => { });

    private void WriteAndAwait(AccessLogRing ring, string line)
    {
        ring.Write(Encoding.UTF8.GetBytes(line));
        Await(() => File.ReadAllText(LogPath).EndsWith(line, StringComparison.Ordinal));
    }

    private static void Await(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Hang));
}
