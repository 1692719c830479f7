using Serinus.Providers.Files;

namespace Serinus.Tests.Providers.Files;

public sealed class FileIdentityTests
{
    public static TheoryData<string> Ways() => ["statx", "any system"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_path_leads_through_links_to_a_file_a_directory_or_nothing(string way)
    {
        Func<string, FileIdentity> identify = way == "statx" ? FileIdentity.Of : FileIdentity.OfAny;
        using var directory = new TemporaryDirectory();
        var path = directory.Write("a.yaml", "a");
        File.CreateSymbolicLink(directory.At("link"), "a.yaml");
        File.CreateSymbolicLink(directory.At("broken"), "nothing");
        Assert.Equal(FileKind.File, identify(path).Kind);
        Assert.Equal(identify(path), identify(directory.At("link")));
        Assert.Equal(FileKind.Directory, identify(directory.Path).Kind);
        Assert.Equal(FileKind.Missing, identify(directory.At("nothing")).Kind);
        Assert.Equal(FileKind.Missing, identify(directory.At("broken")).Kind);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Another_size_or_time_is_another_identity(string way)
    {
        Func<string, FileIdentity> identify = way == "statx" ? FileIdentity.Of : FileIdentity.OfAny;
        using var directory = new TemporaryDirectory();
        var path = directory.Write("a.yaml", "a");
        var first = identify(path);
        Assert.Equal(first, identify(path));
        File.AppendAllText(path, "b");
        var longer = identify(path);
        Assert.NotEqual(first, longer);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        Assert.NotEqual(longer, identify(path));
    }
}
