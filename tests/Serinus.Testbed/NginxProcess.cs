namespace Serinus.Testbed;

/// <summary>A real nginx with a configuration of its own, in a folder of its own.</summary>
public sealed class NginxProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder folder;

    private NginxProcess(TemporaryFolder folder, ChildProcess child)
    {
        this.folder = folder;
        Child = child;
    }

    public ChildProcess Child { get; }

    /// <summary>Starts nginx with the directives of its http block and waits until it listens on <paramref name="port"/>.</summary>
    /// <param name="http">Directives; <c>$folder</c> stands for the folder that holds <paramref name="files"/>.</param>
    public static async Task<NginxProcess> StartAsync(
        int port,
        string http,
        int workers = 1,
        IReadOnlyDictionary<string, string>? files = null
    )
    {
        var folder = new TemporaryFolder();
        foreach (var (name, text) in files ?? new Dictionary<string, string>())
            folder.Write(name, text);
        var config = folder.Write("nginx.conf", Config(folder.Path, http, workers));
        var child = ChildProcess.Start("nginx", ["-e", "stderr", "-p", folder.Path, "-c", config]);
        var nginx = new NginxProcess(folder, child);
        try
        {
            await Readiness.ListensAsync(child, port, StartTime);
        }
        catch
        {
            await nginx.DisposeAsync();
            throw;
        }

        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        await Child.DisposeAsync();
        folder.Dispose();
    }

    // Workers run as the user of the master: the folder is readable by that user alone.
    private static string Config(string folder, string http, int workers) =>
        $$"""
            daemon off;
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            worker_processes {{workers}};
            worker_rlimit_nofile 65536;
            pid {{folder}}/nginx.pid;
            events { worker_connections 16384; }
            http {
              access_log off;
              server_tokens off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              {{http.Replace("$folder", folder, StringComparison.Ordinal)}}
            }
            """;
}
