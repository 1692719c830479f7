using System.Net;
using System.Net.Sockets;

namespace Serinus.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private readonly ConfigFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task No_listener_that_can_be_opened_is_status_3_with_the_reason()
    {
        using var taken = ConfigFolder.Taken();
        var path = folder.Write(
            File.ReadAllText(folder.WriteGood())
                .Replace(
                    "name: web, address: \"127.0.0.1:0\"",
                    $"name: web, address: \"{taken.LocalEndpoint}\"",
                    StringComparison.Ordinal
                )
        );

        var call = await Call.Of("run", "--config", path);

        Assert.Equal(3, call.Status);
        Assert.Contains(
            $"listener web: address: {taken.LocalEndpoint} is in use",
            call.Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no listener could be opened, so there is nothing to serve",
            call.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_file_that_does_not_parse_at_the_start_is_status_3_with_its_place()
    {
        var path = folder.Write("routes: [");

        var call = await Call.Of("run", "--config", path, "--log-format", "json");

        Assert.Equal(3, call.Status);
        Assert.Contains($"{path}:", call.Error, StringComparison.Ordinal);
        Assert.All(
            call.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.StartsWith("{\"time\":", line, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_access_log_that_cannot_be_opened_is_status_3()
    {
        var path = folder.WriteGood();
        File.AppendAllText(path, "\naccessLog: { path: /absent/access.log }\n");

        var call = await Call.Of("run", "--config", path);

        Assert.Equal(3, call.Status);
        Assert.Contains("access log /absent/access.log cannot be opened: ", call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--kubernets", "--kubernets is no option; did you mean --kubernetes?")]
    [InlineData("--log-formt=json", "--log-formt is no option; did you mean --log-format?")]
    [InlineData("--defaultEntryPoints", "--defaultEntryPoints needs a value")]
    [InlineData("stray", "'stray' is no option")]
    public async Task An_option_nobody_knows_is_status_2_with_the_nearest_name(string argument, string message)
    {
        var call = await Call.Of("run", argument);

        Assert.Equal(2, call.Status);
        Assert.Contains(message, call.Error, StringComparison.Ordinal);
        Assert.Contains("See: serinus run --help", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_read_is_status_2()
    {
        var call = await Call.Of("run");

        Assert.Equal(2, call.Status);
        Assert.Contains("--config", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_static_file_that_does_not_parse_is_status_3_with_its_place()
    {
        var path = folder.Write("a = 1\nb = [", "traefik.toml");

        var call = await Call.Of("run", $"--CONFIGFILE={path}");

        Assert.Equal(3, call.Status);
        Assert.Contains($"{path}:2:", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_point_whose_clients_cannot_be_checked_leaves_nothing_to_serve()
    {
        var path = folder.Write(
            "[entryPoints.https]\naddress = \":443\"\n[entryPoints.https.tls]\n[entryPoints.https.tls.clientCA]\nfiles = [\"ca.pem\"]\n",
            "traefik.toml"
        );

        var call = await Call.Of("run", "--configfile", path);

        Assert.Equal(3, call.Status);
        Assert.Contains(
            "without an authority for client certificates everybody would get in",
            call.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("no listener that can be used", call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--loglevel=ERROR", false)]
    [InlineData("--loglevel=INFO", true)]
    public async Task The_level_of_the_log_is_honoured(string level, bool isInfoLogged)
    {
        using var taken = ConfigFolder.Taken();

        var call = await Call.Of("run", level, $"--entryPoints=Name:http Address:{taken.LocalEndpoint}", "--file");

        Assert.Equal(3, call.Status);
        Assert.Contains("no listener could be opened", call.Error, StringComparison.Ordinal);
        Assert.Equal(isInfoLogged, call.Error.Contains(" info ", StringComparison.Ordinal));
    }
}
