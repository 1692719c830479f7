using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Serinus.Testbed;

/// <summary>The built program, running with a configuration file of its own.</summary>
public sealed class SerinusProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CountPatience = TimeSpan.FromSeconds(30);

    /// <summary>The token that may act on rollouts, in <see cref="TokenPath"/>.</summary>
    public const string Token = "a-token-of-tests-0123456789";

    private readonly TemporaryFolder folder;
    private readonly string[] command;

    private SerinusProcess(TemporaryFolder folder, string[] command, int port, int adminPort)
    {
        (this.folder, this.command, Port, AdminPort) = (folder, command, port, adminPort);
        Child = ChildProcess.Start(command[0], command[1..]);
        Admin = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{adminPort}") };
    }

    public ChildProcess Child { get; private set; }

    /// <summary>Where it takes traffic.</summary>
    public int Port { get; }

    public int AdminPort { get; }

    private HttpClient Admin { get; }

    public string ConfigPath => Path.Combine(folder.Path, "edge.yaml");

    /// <summary>File with the token that may act.</summary>
    public string TokenPath => Path.Combine(folder.Path, "tokens");

    /// <summary>A folder for what outlives the program; <c>STATE</c> in a configuration stands for it.</summary>
    public string StatePath => Path.Combine(folder.Path, "state");

    /// <summary>Starts it and waits until it is ready. A listener and the admin endpoint are put before <paramref name="config"/>.</summary>
    /// <param name="config">Routes and services, and whatever else the test is about.</param>
    /// <param name="transport">Side of the transport seam: <c>epoll</c>, <c>sockets</c>, or the program's own choice.</param>
    /// <param name="wrapper">Command that starts it, such as <c>prlimit --nofile=64</c>.</param>
    public static async Task<SerinusProcess> StartAsync(
        string config,
        string? transport = null,
        params string[] wrapper
    )
    {
        var folder = new TemporaryFolder();
        var (port, adminPort) = (FreePort.Next(), FreePort.Next());
        folder.Write("tokens", $"tests {Token}\n");
        var path = folder.Write("edge.yaml", Whole(config, port, adminPort, folder.Path));
        string[] command = [.. wrapper, Repository.Program, "run", "--config", path];
        if (transport is not null)
            command = [.. command, "--transport", transport];

        var edge = new SerinusProcess(folder, command, port, adminPort);
        try
        {
            await edge.ReadyAsync();
            return edge;
        }
        catch
        {
            await edge.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes another configuration in place of the present one, as editors do: a new file, then a rename.</summary>
    public void WriteConfig(string config) =>
        File.Move(
            folder.Write("edge.yaml.new", Whole(config, Port, AdminPort, folder.Path)),
            ConfigPath,
            overwrite: true
        );

    /// <summary>Writes another configuration and waits until it is served.</summary>
    public async Task ReloadAsync(string config)
    {
        var before = await GenerationAsync();
        WriteConfig(config);
        await Readiness.UntilAsync(
            async () => await GenerationAsync() > before,
            StartTime,
            () => $"generation is still {before}:\n{Child.Output}"
        );
    }

    /// <summary>Ends it as a power cut would, and gives what it wrote.</summary>
    public async Task<string> KillAsync()
    {
        Child.Signal(Signal.Kill);
        await Child.WaitForExitAsync(StartTime);
        return Child.Output;
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>, with the same configuration, and waits until it is ready.</summary>
    public async Task StartAgainAsync()
    {
        await Child.DisposeAsync();
        Child = ChildProcess.Start(command[0], command[1..]);
        await ReadyAsync();
    }

    /// <summary>Asks the admin endpoint for a page and gives its text.</summary>
    public Task<string> AskAsync(string path) => Admin.GetStringAsync(path);

    /// <summary>Asks the admin endpoint for a page and gives the status.</summary>
    public async Task<int> StatusAsync(string path)
    {
        using var response = await Admin.GetAsync(path);
        return (int)response.StatusCode;
    }

    /// <summary>Number of the snapshot that is served.</summary>
    public async Task<long> GenerationAsync()
    {
        var snapshot = await Admin.GetFromJsonAsync<JsonElement>("/api/v1/snapshot");
        return snapshot.GetProperty("generation").GetInt64();
    }

    /// <summary>Sum of all series of a metric whose labels contain every one of <paramref name="labels"/>, such as <c>route="app"</c>.</summary>
    public async Task<double> MetricAsync(string name, params string[] labels)
    {
        var text = await AskAsync("/metrics");
        return Regex
            .Matches(text, $@"(?m)^{Regex.Escape(name)}(\{{[^}}]*\}})? ([^\s]+)$")
            .Where(line => labels.All(label => line.Groups[1].Value.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until a metric has a value: what a client has seen may be counted a moment later.</summary>
    public async Task CountsAsync(double expected, string name, params string[] labels)
    {
        var last = double.NaN;
        try
        {
            await Readiness.UntilAsync(
                async () => (last = await MetricAsync(name, labels)) == expected,
                CountPatience,
                () => $"{name} {string.Join(' ', labels)} is {last}, not {expected}"
            );
        }
        catch (TimeoutException late)
        {
            var series = (await AskAsync("/metrics")).Split('\n').Where(line => line.StartsWith(name));
            throw new TimeoutException($"{late.Message}:\n{string.Join('\n', series)}", late);
        }
    }

    /// <summary>Memory it holds now, in bytes.</summary>
    public long ResidentBytes()
    {
        var line = File.ReadLines($"/proc/{Child.Id}/status").Single(line => line.StartsWith("VmRSS:"));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Child.DisposeAsync();
        folder.Dispose();
    }

    private Task ReadyAsync() =>
        Readiness.UntilAsync(
            async () =>
            {
                if (Child.HasExited)
                {
                    var exitCode = await Child.WaitForExitAsync(StartTime);
                    throw new InvalidOperationException($"serinus ended with {exitCode}:\n{Child.Output}");
                }

                return await IsReadyAsync();
            },
            StartTime,
            () => $"serinus is not ready:\n{Child.Output}"
        );

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return await StatusAsync("/readyz") == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>A configuration that begins with <c>listeners:</c> has those beside the one every test has.</summary>
    private static string Whole(string config, int port, int adminPort, string folder)
    {
        config = config.Replace("STATE", Path.Combine(folder, "state"), StringComparison.Ordinal);
        const string Listeners = "listeners:\n";
        if (config.StartsWith(Listeners, StringComparison.Ordinal))
            config = config[Listeners.Length..];
        return $$"""
            admin: { address: "127.0.0.1:{{adminPort}}", tokenFile: "{{Path.Combine(folder, "tokens")}}" }
            listeners:
              - { name: web, address: "127.0.0.1:{{port}}" }
            {{config}}

            """;
    }
}
