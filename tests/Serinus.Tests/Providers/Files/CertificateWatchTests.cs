using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Files;

/// <summary>Certificates are renewed under a running edge, in the ways their tools do it.</summary>
public sealed class CertificateWatchTests : IDisposable
{
    private readonly CertificateFolder folder = new();
    private readonly (string Chain, string Key) old = CertificateFolder.Pair(["old.example.com"]);
    private readonly (string Chain, string Key) renewed = CertificateFolder.Pair(["new.example.com"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Files_written_anew_are_published()
    {
        folder.WritePair(old);
        folder.WriteConfig();
        await using var watched = await WatchedFragments.Begin(folder.Config);
        folder.WritePair(renewed);
        var next = await watched.Next(IsRenewed);
        Assert.Empty(next.Problems);
    }

    [Fact]
    public async Task Files_of_a_watched_directory_are_published()
    {
        folder.WritePair(old);
        folder.WriteConfig();
        await using var watched = await WatchedFragments.Begin(folder.Path);
        folder.WritePair(renewed);
        await watched.Next(IsRenewed);
    }

    [Fact]
    public async Task Links_that_are_swapped_one_after_the_other_are_published_once_as_a_pair()
    {
        Directory.CreateDirectory(folder.At("archive"));
        Directory.CreateDirectory(folder.At("live"));
        folder.WritePair(old, "archive/1");
        folder.WritePair(renewed, "archive/2");
        Swap("1");
        folder.Write(
            "serinus.yaml",
            "certificates: [{ name: main, chainFile: live/chain.pem, keyFile: live/main.key }]\n"
        );
        await using var watched = await WatchedFragments.Begin(folder.Config);
        Swap("2");
        var next = await watched.Next(_ => true);
        Assert.True(IsRenewed(next));
        Assert.Empty(next.Problems);
        Swap("1");
        await watched.Next(fragment => !IsRenewed(fragment));
        Assert.False(watched.HasMore);

        void Swap(string version)
        {
            foreach (var (link, target) in new[] { ("live/main.key", ".key"), ("live/chain.pem", ".pem") })
            {
                File.CreateSymbolicLink(folder.At(link + "~"), $"../archive/{version}{target}");
                File.Move(folder.At(link + "~"), folder.At(link), overwrite: true);
            }
        }
    }

    [Fact]
    public async Task A_link_of_their_folder_that_is_swapped_is_published()
    {
        foreach (var (name, pair) in new[] { ("1", old), ("2", renewed) })
        {
            Directory.CreateDirectory(folder.At(name));
            folder.WritePair(pair, $"{name}/main");
        }

        Directory.CreateSymbolicLink(folder.At("current"), "1");
        folder.Write(
            "serinus.yaml",
            "certificates: [{ name: main, chainFile: current/main.pem, keyFile: current/main.key }]\n"
        );
        await using var watched = await WatchedFragments.Begin(folder.Config);
        Directory.Delete(folder.At("current"));
        Directory.CreateSymbolicLink(folder.At("current"), "2");
        await watched.Next(IsRenewed);
        folder.WritePair(old, "2/main");
        await watched.Next(fragment => !IsRenewed(fragment) && fragment.Certificates.Length == 1);
    }

    [Fact]
    public async Task A_bad_file_keeps_the_last_good_version_until_it_is_mended()
    {
        folder.WritePair(old);
        folder.WriteConfig();
        await using var watched = await WatchedFragments.Begin(folder.Config);
        File.Delete(folder.At("main.pem"));
        var broken = await watched.Next(_ => true);
        Assert.Equal([new ObjectId(ObjectId.Certificate, "main")], broken.Unreadable);
        Assert.Contains("main.pem does not exist", Assert.Single(broken.Problems).Message);
        folder.WritePair(renewed);
        var mended = await watched.Next(fragment => fragment.Problems.IsEmpty);
        Assert.True(IsRenewed(mended));
        Assert.Empty(mended.Unreadable);
    }

    [Fact]
    public async Task A_certificate_whose_text_did_not_change_keeps_its_record()
    {
        folder.WritePair(old);
        folder.WritePair(old, "other");
        folder.Write(
            "serinus.yaml",
            """
            certificates:
              - { name: main, chainFile: main.pem, keyFile: main.key }
              - { name: other, chainFile: other.pem, keyFile: other.key }
            """
        );
        await using var watched = await WatchedFragments.Begin(folder.Config);
        File.SetLastWriteTimeUtc(folder.At("other.pem"), DateTime.UnixEpoch);
        folder.WritePair(renewed);
        var next = await watched.Next(IsRenewed);
        Assert.Same(watched.First.Certificates[1], next.Certificates[1]);
        Assert.NotSame(watched.First.Certificates[0], next.Certificates[0]);
    }

    [Fact]
    public async Task A_key_that_is_opened_to_all_is_told_and_keeps_the_certificate()
    {
        folder.WritePair(old);
        folder.WriteConfig();
        await using var watched = await WatchedFragments.Begin(folder.Config);
        folder.Permit("main.key", UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var next = await watched.Next(_ => true);
        Assert.Contains("every user", Assert.Single(next.Problems).Message);
        Assert.Equal(watched.First.Certificates[0].Chain, next.Certificates[0].Chain);
    }

    private static bool IsRenewed(Fragment fragment) => fragment.Certificates is [{ Hosts: ["new.example.com"] }, ..];
}
