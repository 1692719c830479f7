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
}
