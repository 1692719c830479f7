using Serinus.Testbed;

namespace Serinus.EndToEnd.Commands;

/// <summary>The built program, started with a command line of Traefik 1.7 on free ports.</summary>
internal sealed class TraefikEdge : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder folder;
    private readonly HttpClient admin;

    private TraefikEdge(TemporaryFolder folder, ChildProcess child, int http, int https, int adminPort)
    {
        (this.folder, Child, Http, Https) = (folder, child, http, https);
        admin = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{adminPort}"),
        };
    }

    public ChildProcess Child { get; }

    /// <summary>Port of entry point http.</summary>
    public int Http { get; }

    /// <summary>Port of entry point https.</summary>
    public int Https { get; }

    /// <summary>Starts it and waits until it answers on entry point http. In TOML and arguments HTTP, HTTPS and ADMIN stand for ports.</summary>
    /// <param name="toml">The static configuration.</param>
    /// <param name="arguments">The command line beside it.</param>
    public static async Task<TraefikEdge> StartAsync(string toml, params string[] arguments)
    {
        var folder = new TemporaryFolder();
        var (http, https, adminPort) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        var path = folder.Write("traefik.toml", WithPorts(toml));
        string[] command = ["run", .. arguments.Select(WithPorts), $"--configFile={path}"];
        var edge = new TraefikEdge(folder, ChildProcess.Start(Repository.Program, command), http, https, adminPort);
        try
        {
            await Readiness.ListensAsync(edge.Child, http, Patience);
            await Readiness.ListensAsync(edge.Child, adminPort, Patience);
            return edge;
        }
        catch
        {
            await edge.DisposeAsync();
            throw;
        }

        string WithPorts(string text) =>
            text.Replace("HTTPS", $"{https}", StringComparison.Ordinal)
                .Replace("HTTP", $"{http}", StringComparison.Ordinal)
                .Replace("ADMIN", $"{adminPort}", StringComparison.Ordinal);
    }

    /// <summary>Asks entry point http for a path of a host.</summary>
    public Task<RawResponse> GetAsync(string host, string path, params string[] fields) =>
        RawClient.ExchangeAsync(
            Http,
            $"GET {path} HTTP/1.1\r\nHost: {host}\r\n{string.Concat(fields.Select(field => field + "\r\n"))}\r\n"
        );

    /// <summary>Asks the admin endpoint.</summary>
    public async Task<(int Status, string Body)> AskAsync(string path)
    {
        using var answer = await admin.GetAsync(path);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        await Child.DisposeAsync();
        folder.Dispose();
    }
}
