using Serinus.Testbed;

namespace Serinus.Tests.Proxy.Tls;

/// <summary>OpenSSL's own client, for what the framework's does not show.</summary>
internal static class OpenSsl
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Connects once and then again with the session of the first time.</summary>
    public static async Task<string> ResumeAsync(int port, string host)
    {
        var script =
            "f=$(mktemp); trap 'rm -f $f' EXIT; "
            + $"for a in sess_out sess_in; do printf 'GET / HTTP/1.1\\r\\nHost: {host}\\r\\nConnection: close\\r\\n\\r\\n' "
            + $"| openssl s_client -connect 127.0.0.1:{port} -servername {host} -$a $f -ign_eof 2>&1; done";
        var (_, output) = await ChildProcess.RunAsync("sh", ["-c", script], Patience);
        return output;
    }
}
