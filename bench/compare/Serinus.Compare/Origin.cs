using Serinus.Testbed;

namespace Serinus.Compare;

/// <summary>The servers behind every program: one nginx that plays stable on one port and canary on another.</summary>
public sealed class Origin : IAsyncDisposable
{
    /// <summary>Bodies served, by the name reports give them.</summary>
    public static IReadOnlyDictionary<string, int> Bodies { get; } =
        new Dictionary<string, int>
        {
            ["19B"] = 19,
            ["10KB"] = 10_000,
            ["1MB"] = 1_000_000,
        };

    /// <summary>Takes a whole body before it does anything with it, which no slow client lives to see.</summary>
    private const string Upload = "location = /upload { proxy_pass http://127.0.0.1:1; }";

    private readonly NginxProcess nginx;

    private Origin(NginxProcess nginx, int stable, int canary) =>
        (this.nginx, Stable, Canary) = (nginx, stable, canary);

    public int Stable { get; }

    public int Canary { get; }

    public static async Task<Origin> StartAsync()
    {
        var (stable, canary) = (FreePort.Next(), FreePort.Next());
        var http = $$"""
            sendfile on;
            tcp_nodelay on;
            keepalive_requests 1000000000;
            keepalive_timeout 600s;
            open_file_cache max=16;
            server { listen 127.0.0.1:{{stable}} backlog=4096; root $folder; add_header X-Version stable; {{Upload}} }
            server { listen 127.0.0.1:{{canary}} backlog=4096; root $folder; add_header X-Version canary; {{Upload}} }
            """;
        var files = Bodies.ToDictionary(body => body.Key, body => new string('x', body.Value));
        return new Origin(await NginxProcess.StartAsync(stable, http, workers: 2, files), stable, canary);
    }

    public ValueTask DisposeAsync() => nginx.DisposeAsync();
}
