using System.Net;
using System.Net.Sockets;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Commands;

/// <summary>What cannot work is told in one clear message, with an exit code, and without a stack trace.</summary>
public class StartTests
{
    private const string Listener = "listeners: [ { name: web, address: \"127.0.0.1:0\" } ]\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var (exitCode, output) = await RunAsync("run", "--config", "nowhere/edge.yaml");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("nowhere/edge.yaml", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_file_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("edge.yaml", Listener);
        File.SetUnixFileMode(path, UnixFileMode.None);

        // Root reads everything unless it gives up the right to.
        string[] wrapper =
            Environment.UserName == "root" ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : ["env"];
        var (exitCode, output) = await ChildProcess.RunAsync(
            wrapper[0],
            [.. wrapper[1..], Repository.Program, "run", "--config", path],
            Patience
        );

        Assert.NotEqual(0, exitCode);
        Assert.Contains(path, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    public async Task A_file_that_does_not_parse_is_told_with_its_line(string command)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(
            "edge.yaml",
            Listener + "routes:\n  - { name: app, backends: [ { service: \"app } ] }\n"
        );

        var (exitCode, output) = await RunAsync(command, "--config", path);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("edge.yaml:3", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var folder = new TemporaryFolder();
        var path = folder.Write(
            "edge.yaml",
            $"listeners: [ {{ name: web, address: \"127.0.0.1:{port}\" }} ]\nroutes: [ {{ name: app, filters: [ {{ respond: {{ status: 200 }} }} ] }} ]\n"
        );

        var (exitCode, output) = await RunAsync("run", "--config", path);

        Assert.NotEqual(0, exitCode);
        Assert.Contains($"{port}", output, StringComparison.Ordinal);
        Assert.Contains("in use", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_listener_whose_port_is_in_use_leaves_the_others_served()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url));

        File.WriteAllText(
            edge.ConfigPath,
            File.ReadAllText(edge.ConfigPath)
                .Replace(
                    "listeners:",
                    $"listeners:\n  - {{ name: second, address: \"127.0.0.1:{port}\" }}",
                    StringComparison.Ordinal
                )
        );

        await Readiness.UntilAsync(
            async () => (await edge.AskAsync("/api/v1/problems")).Contains($"{port}", StringComparison.Ordinal),
            Patience,
            () => edge.Child.Output
        );
        Assert.Equal(200, (await RawClient.ExchangeAsync(edge.Port, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")).Status);
    }

    [Fact]
    public async Task Without_routes_every_request_is_answered_404()
    {
        await using var edge = await SerinusProcess.StartAsync("routes: []");

        var response = await RawClient.ExchangeAsync(edge.Port, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");

        Assert.Equal(404, response.Status);
    }

    [Fact]
    public async Task An_unknown_service_is_named_with_its_place_and_cure()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(
            "edge.yaml",
            Listener
                + """
                routes:
                  - name: app
                    backends: [ { service: myap } ]
                services:
                  - { name: myapp, endpoints: ["http://127.0.0.1:9001"] }

                """
        );

        var (exitCode, output) = await RunAsync("check", "--config", path);

        Assert.Equal(1, exitCode);
        Assert.Contains("edge.yaml:4", output, StringComparison.Ordinal);
        Assert.Contains("myap", output, StringComparison.Ordinal);
        Assert.Contains("myapp", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_service_answers_for_its_share_alone()
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            routes:
              - { name: good, hosts: [a.test], backends: [ { service: app } ] }
              - { name: bad, hosts: [b.test], backends: [ { service: nobody } ] }
            services:
              - { name: app, endpoints: ["{{upstream.Url}}"] }
            """
        );

        Assert.Equal(200, (await RawClient.ExchangeAsync(edge.Port, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")).Status);
        var bad = await RawClient.ExchangeAsync(edge.Port, "GET / HTTP/1.1\r\nHost: b.test\r\n\r\n");
        Assert.Contains(bad.Status, new[] { 404, 500, 503 });
    }

    [Fact]
    public async Task An_unknown_key_gets_a_hint()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("edge.yaml", Listener + "rutes: []\n");

        var (exitCode, output) = await RunAsync("check", "--config", path);

        Assert.Equal(1, exitCode);
        Assert.Contains("routes", output, StringComparison.Ordinal);
        Assert.Contains("edge.yaml:2:1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_tells_where_a_request_goes_and_why()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(
            "edge.yaml",
            Listener
                + """
                routes:
                  - name: myapp
                    hosts: [myapp.example.com]
                    backends: [ { service: stable, weight: 90 }, { service: canary, weight: 10 } ]
                    force: { header: X-Canary, from: [127.0.0.0/8] }
                services:
                  - { name: stable, endpoints: ["http://127.0.0.1:9001"] }
                  - { name: canary, endpoints: ["http://127.0.0.1:9003"] }

                """
        );

        var (exitCode, output) = await RunAsync(
            "explain",
            "--config",
            path,
            "http://myapp.example.com/x",
            "-H",
            "X-Canary: always",
            "--client",
            "127.0.0.1"
        );

        Assert.Equal(0, exitCode);
        Assert.Contains("myapp", output, StringComparison.Ordinal);
        Assert.Contains("canary", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(Repository.Program, arguments, Patience);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        return (exitCode, output);
    }
}
