using System.Runtime.InteropServices;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Files;

public sealed class FileProviderWatchTests
{
    [Fact]
    public async Task A_write_in_place_is_published()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("serinus.yaml", Weight(10));
        await using var watched = await WatchedFragments.Begin(path);
        File.WriteAllText(path, Weight(20));
        await watched.Next(f => IsWeight(f, 20));
    }

    [Fact]
    public async Task A_file_renamed_over_it_is_published()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("serinus.yaml", Weight(10));
        await using var watched = await WatchedFragments.Begin(path);
        File.Move(directory.Write(".serinus.yaml.swp", Weight(20)), path, overwrite: true);
        await watched.Next(f => IsWeight(f, 20));
        File.Move(directory.Write("sedXyZ", Weight(30)), path, overwrite: true);
        await watched.Next(f => IsWeight(f, 30));
    }

    [Fact]
    public async Task An_editor_that_moves_the_old_file_away_first_takes_nothing_out_of_service()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("a.yaml", Weight(10));
        await using var watched = await WatchedFragments.Begin(directory.Path);
        File.Move(path, path + "~");
        File.WriteAllText(path, Weight(20));
        var next = await watched.Next(_ => true);
        Assert.True(IsWeight(next, 20));
    }

    [Fact]
    public async Task A_swapped_volume_link_is_published()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.At("..1"));
        File.WriteAllText(directory.At("..1/serinus.yaml"), Weight(10));
        File.CreateSymbolicLink(directory.At("..data"), "..1");
        File.CreateSymbolicLink(directory.At("serinus.yaml"), "..data/serinus.yaml");
        await using var watched = await WatchedFragments.Begin(directory.At("serinus.yaml"));
        Assert.True(IsWeight(watched.First, 10));
        for (var version = 2; version < 5; version++)
        {
            Directory.CreateDirectory(directory.At($"..{version}"));
            File.WriteAllText(directory.At($"..{version}/serinus.yaml"), Weight(version));
            File.CreateSymbolicLink(directory.At("..data_tmp"), $"..{version}");
            Assert.Equal(0, rename(directory.At("..data_tmp"), directory.At("..data")));
            Directory.Delete(directory.At($"..{version - 1}"), recursive: true);
            await watched.Next(f => IsWeight(f, version));
        }
    }

    [Fact]
    public async Task A_file_behind_a_link_into_another_directory_is_watched()
    {
        using var links = new TemporaryDirectory();
        using var directory = new TemporaryDirectory();
        var path = directory.Write("real.yaml", Weight(10));
        File.CreateSymbolicLink(links.At("serinus.yaml"), path);
        await using var watched = await WatchedFragments.Begin(links.At("serinus.yaml"));
        File.WriteAllText(path, Weight(20));
        await watched.Next(f => IsWeight(f, 20));
    }

    [Fact]
    public async Task Files_of_a_directory_come_and_go()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("a.yaml", Service("a"));
        await using var watched = await WatchedFragments.Begin(directory.Path);
        directory.Write("c.toml", "[[services]]\nname = \"c\"\nendpoints = []\n");
        directory.Write("b.yml", Service("b"));
        directory.Write(".hidden.yaml", Service("hidden"));
        directory.Write("readme.txt", "no configuration");
        var three = await watched.Next(f => f.Services.Length == 3);
        Assert.Equal(["a", "b", "c"], three.Services.Select(s => s.Name));
        File.Delete(directory.At("a.yaml"));
        var two = await watched.Next(f => f.Services.Length == 2);
        Assert.Equal(["b", "c"], two.Services.Select(s => s.Name));
        Assert.Empty(two.Problems);
    }

    [Fact]
    public async Task A_broken_file_keeps_what_it_said_until_it_is_mended()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("a.yaml", Service("a"));
        var path = directory.Write("b.yaml", Service("b"));
        await using var watched = await WatchedFragments.Begin(directory.Path);
        File.WriteAllText(path, "services: [\n");
        var broken = await watched.Next(_ => true);
        Assert.Equal(["a", "b"], broken.Services.Select(s => s.Name));
        Assert.Equal(FileId("b.yaml"), Assert.Single(broken.Problems).Object);
        Assert.Same(watched.First.Services[1], broken.Services[1]);
        File.WriteAllText(path, Service("b2"));
        var mended = await watched.Next(_ => true);
        Assert.Equal(["a", "b2"], mended.Services.Select(s => s.Name));
        Assert.Empty(mended.Problems);
    }

    [Fact]
    public async Task A_file_written_slowly_is_read_when_it_is_whole()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("serinus.yaml", Weight(10));
        await using var watched = await WatchedFragments.Begin(path);
        await using (var writer = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
        {
            foreach (var half in new[] { Weight(20)[..30], Weight(20)[30..] })
            {
                writer.Write(System.Text.Encoding.UTF8.GetBytes(half));
                await writer.FlushAsync(TestContext.Current.CancellationToken);
            }
        }

        var next = await watched.Next(_ => true);
        Assert.Empty(next.Problems);
        Assert.True(IsWeight(next, 20));
    }

    [Fact]
    public async Task A_deleted_file_stays_in_service_and_is_reported()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("serinus.yaml", Weight(10));
        await using var watched = await WatchedFragments.Begin(path);
        File.Delete(path);
        var gone = await watched.Next(_ => true);
        Assert.True(IsWeight(gone, 10));
        Assert.Equal(
            $"{path}: error: file serinus.yaml: there is no such file or directory; check the path; what was read before stays in service",
            Assert.Single(gone.Problems).ToString()
        );
        File.WriteAllText(path, Weight(10));
        var back = await watched.Next(_ => true);
        Assert.Empty(back.Problems);
        Assert.Same(watched.First.Routes[0], back.Routes[0]);
    }

    [Fact]
    public async Task A_replaced_directory_is_noticed()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.At("conf"));
        Directory.CreateDirectory(directory.At("next"));
        directory.Write("conf/a.yaml", Weight(10));
        directory.Write("next/a.yaml", Weight(20));
        await using var watched = await WatchedFragments.Begin(directory.At("conf"));
        Directory.Move(directory.At("conf"), directory.At("before"));
        Directory.Move(directory.At("next"), directory.At("conf"));
        await watched.Next(f => IsWeight(f, 20));
        directory.Write("conf/a.yaml", Weight(30));
        await watched.Next(f => IsWeight(f, 30));
    }

    [Fact]
    public async Task Bytes_that_stay_the_same_publish_nothing()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("serinus.yaml", Weight(10));
        await using var watched = await WatchedFragments.Begin(path);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        File.WriteAllText(path, Weight(10));
        File.WriteAllText(path, Weight(20));
        Assert.True(IsWeight(await watched.Next(_ => true), 20));
        Assert.False(watched.HasMore);
    }

    [Fact]
    public async Task Every_change_of_a_series_is_published()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("serinus.yaml", Weight(100));
        await using var watched = await WatchedFragments.Begin(path);
        for (var weight = 101; weight < 111; weight++)
        {
            File.WriteAllText(path, Weight(weight));
            await watched.Next(f => IsWeight(f, weight));
        }
    }

    private static ObjectId FileId(string name) => new("file", name);

    private static string Service(string name) =>
        $"services:\n  - {{ name: {name}, endpoints: [\"http://127.0.0.1:9001\"] }}\n";

    private static string Weight(int weight) =>
        $"routes:\n  - name: web\n    backends:\n      - {{ service: a, weight: {weight} }}\n";

    private static bool IsWeight(Fragment fragment, int weight) => fragment.Routes[0].Backends[0].Weight == weight;

    // rename(2), as Kubernetes does it: File.Move follows a link to a directory.
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int rename(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string from,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string to
    );
}
