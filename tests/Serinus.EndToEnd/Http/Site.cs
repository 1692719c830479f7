using Serinus.Testbed;

namespace Serinus.EndToEnd.Http;

/// <summary>A small site on a real nginx.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly NginxProcess nginx;

    private Site(NginxProcess nginx, int port) => (this.nginx, Port) = (nginx, port);

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    public static async Task<Site> StartAsync(int? port = null, string name = "nginx")
    {
        var listen = port ?? FreePort.Next();
        var nginx = await NginxProcess.StartAsync(
            listen,
            $$"""
            server {
              listen 127.0.0.1:{{listen}} backlog=1024;
              root $folder;
              location = /for { return 200 "$http_x_forwarded_for"; }
              location = / { return 200 "{{name}}"; }
            }
            """,
            files: new Dictionary<string, string> { ["page"] = $"hello from {name}", ["large"] = new('x', 10_000) }
        );
        return new Site(nginx, listen);
    }

    /// <summary>Ends it without a farewell, as a machine that loses power.</summary>
    public Task KillAsync()
    {
        nginx.Child.KillTree();
        return nginx.Child.WaitForExitAsync(TimeSpan.FromSeconds(10));
    }

    public ValueTask DisposeAsync() => nginx.DisposeAsync();
}
