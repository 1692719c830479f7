using System.Text;
using Serinus.Providers.Files;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Files;

public sealed class FileProviderTests
{
    [Fact]
    public void A_missing_file_is_one_problem_with_a_cure()
    {
        Assert.Equal(
            "/nowhere/serinus.yaml: error: file serinus.yaml: there is no such file or directory; check the path",
            OnlyProblem("/nowhere/serinus.yaml")
        );
    }

    [Fact]
    public void A_directory_without_configuration_is_one_problem_with_a_cure()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("readme.txt", "");
        Assert.EndsWith(": the directory has no *.yaml, *.yml or *.toml file; add one", OnlyProblem(directory.Path));
    }

    [Fact]
    public void A_device_is_one_problem_with_a_cure()
    {
        Assert.EndsWith(": is a device or socket, not a file; give the path of a file", OnlyProblem("/dev/zero"));
    }

    [Fact]
    public void A_file_too_large_is_one_problem_with_a_cure()
    {
        using var directory = new TemporaryDirectory();
        using (var file = File.Create(directory.At("a.yaml")))
            file.SetLength(FileContent.BytesMax + 1);
        Assert.EndsWith(
            ": is larger than 16 MiB; split it into several files of a directory",
            OnlyProblem(directory.At("a.yaml"))
        );
    }

    [Theory]
    [InlineData(new byte[0], ": is empty; write at least one key, or delete it")]
    [InlineData(
        new byte[] { 0xFF, 0xFE, (byte)'a', 0 },
        ":1:1: error: file a.yaml: is written in UTF-16; save it as UTF-8"
    )]
    [InlineData(
        new byte[] { (byte)'a', (byte)':', (byte)'\n', (byte)'b', 0xE4, (byte)'c' },
        ":2:2: error: file a.yaml: a byte that is not UTF-8; save the file as UTF-8"
    )]
    [InlineData(
        new byte[] { (byte)'a', (byte)':', (byte)'\n', 0, (byte)'c' },
        ":2:1: error: file a.yaml: the control character U+0000; remove it"
    )]
    public void Bytes_that_are_no_text_are_one_problem_with_a_cure(byte[] bytes, string problem)
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory.At("a.yaml"), bytes);
        Assert.EndsWith(problem, OnlyProblem(directory.At("a.yaml")));
    }

    [Fact]
    public void A_byte_order_mark_is_skipped()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(
            directory.At("a.yaml"),
            "drainTime: 7s\n",
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)
        );
        Assert.Equal(TimeSpan.FromSeconds(7), new FileProvider(directory.At("a.yaml")).Load().Edge!.DrainTime);
    }

    [Fact]
    public void Files_of_a_directory_are_merged_in_order_of_their_names()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("20.toml", "[[services]]\nname = \"b\"\n");
        directory.Write("10.yaml", "services: [{ name: a }]\ndrainTime: 5s\n");
        directory.Write("30.yml", "services: [{ name: c }]\n");
        directory.Write("30.yml.bak", "services: [{ name: d }]\n");
        Directory.CreateDirectory(directory.At("40.yaml"));
        var fragment = new FileProvider(directory.Path).Load();
        Assert.Equal(["a", "b", "c"], fragment.Services.Select(s => s.Name));
        Assert.Equal(TimeSpan.FromSeconds(5), fragment.Edge!.DrainTime);
        Assert.Empty(fragment.Problems);
        Assert.Equal(directory.At("20.toml") + ":1:1", fragment.Services[1].Origin!.At("").ToString());
    }

    [Fact]
    public void Settings_of_the_edge_belong_into_one_file()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("10.yaml", "drainTime: 5s\n");
        directory.Write("20.yaml", "drainDelay: 5s\n");
        var fragment = new FileProvider(directory.Path).Load();
        Assert.Equal(TimeSpan.FromSeconds(5), fragment.Edge!.DrainTime);
        Assert.Equal(
            $"{directory.At("20.yaml")}:1:1: error: edge: settings of the edge stand in 10.yaml too, which is the one served; keep them in one file",
            Assert.Single(fragment.Problems).ToString()
        );
    }

    [Theory]
    [InlineData("listeners: []", "127.0.0.1:8080")]
    [InlineData("drainTime: 5s", "127.0.0.1:8080")]
    [InlineData("admin: {}", "127.0.0.1:8080")]
    [InlineData("admin: { address: ':1' }", ":1")]
    [InlineData("admin: false", null)]
    [InlineData("admin: null", null)]
    public void The_admin_endpoint_is_on_loopback_unless_it_is_set_or_turned_off(string text, string? address)
    {
        using var directory = new TemporaryDirectory();
        var fragment = new FileProvider(directory.Write("a.yaml", text)).Load();
        Assert.Empty(fragment.Problems);
        Assert.Equal(address, fragment.Edge!.Admin?.Address);
    }

    [Fact]
    public void A_fragment_names_the_provider()
    {
        Assert.Equal("file", new FileProvider("/nowhere").Load().Provider);
    }

    [Fact]
    public void Files_that_did_not_change_keep_their_records()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("a.yaml", "services: [{ name: a }]\n");
        var path = directory.Write("b.yaml", "services: [{ name: b }]\n");
        var provider = new FileProvider(directory.Path);
        var before = provider.Load();
        File.WriteAllText(path, "services: [{ name: c }]\n");
        var after = provider.Load();
        Assert.Same(before.Services[0], after.Services[0]);
        Assert.Same(before.Edge, after.Edge);
        Assert.Same(after, provider.Load());
    }

    private static string OnlyProblem(string path)
    {
        var fragment = new FileProvider(path).Load();
        Assert.Empty(fragment.Routes);
        return Assert.Single(fragment.Problems).ToString();
    }
}
