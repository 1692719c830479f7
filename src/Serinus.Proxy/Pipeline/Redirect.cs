using System.Globalization;
using System.Text;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Pipeline;

/// <summary>A compiled <see cref="RedirectConfig"/>. What it leaves open stays as the client asked it.</summary>
internal sealed class Redirect(RedirectConfig config, string matchedPrefix, bool endsAnywhere) : IAnswer
{
    private readonly PathRewrite? path = config.Path is null
        ? null
        : new PathRewrite(config.Path, matchedPrefix, endsAnywhere);

    public bool TryAnswer(Exchange exchange, out LocalReply reply)
    {
        var head = exchange.Head;
        var location = new OutputBuffer(exchange.Worker.Loop.Buffers);
        var scheme = config.Scheme ?? (exchange.IsSecure ? "https" : "http");
        location.Write("Location: "u8);
        location.Write(Encoding.ASCII.GetBytes(scheme));
        location.Write("://"u8);
        if (config.Host is { } host)
            location.Write(Encoding.ASCII.GetBytes(host));
        else
            location.Write(head.Host);
        if (Port(head.HostPort, scheme) is var port and > 0)
            location.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $":{port}")));
        if (path is null)
            location.Write(head.Path);
        else if (path.TryRewrite(head.Path, exchange.Live.Snapshot.Edge.Limits.HeadBytesMax, out var rewritten))
            path.Write(location, head.Path, rewritten);
        else
        {
            location.Release();
            reply = StandardReplies.BadRewrite;
            return true;
        }

        if (head.HasQuery)
        {
            location.Write("?"u8);
            location.Write(head.Query);
        }

        location.Write("\r\n"u8);
        var fields = location.Written.ToArray();
        location.Release();
        reply = new LocalReply { Status = config.Status, Fields = fields };
        return true;
    }

    /// <summary>The port to name: the one configured, else the client's unless the scheme changes, and none that is the scheme's own.</summary>
    private int Port(int asked, string scheme)
    {
        var port = config.Port ?? (config.Scheme is null ? asked : 0);
        var usual = scheme == "https" ? 443 : 80;
        return port == usual ? 0 : port;
    }
}
