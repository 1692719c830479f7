using System.Net.Sockets;
using System.Text;
using Serinus.Proxy;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Tests.Proxy.Pipeline;

public sealed class ChallengeTests
{
    [Theory]
    [InlineData("/.well-known/acme-challenge/token", "HTTP/1.1 200 OK")]
    [InlineData("/.well-known/acme-challenge/other", "HTTP/1.1 302 Found")]
    [InlineData("/", "HTTP/1.1 302 Found")]
    public async Task A_listener_that_redirects_everything_still_answers_a_certificate_authority(
        string path,
        string status
    )
    {
        await using var edge = new Edge(new EdgeOptions { Loops = 1 });
        var fragment = new Fragment
        {
            Provider = "test",
            Listeners =
            [
                new ListenerConfig
                {
                    Name = "web",
                    Address = "127.0.0.1:0",
                    Filters = [new FilterConfig { Redirect = new RedirectConfig { Scheme = "https" } }],
                },
            ],
            Routes =
            [
                Answering("token", new PathConfig(PathKind.Exact, "/.well-known/acme-challenge/token")),
                Answering("rest", null),
            ],
        };
        Assert.Empty(edge.Publish(Compiler.Compile([fragment], null, new byte[32]).Snapshot));
        using var client = new TcpClient();
        await client.ConnectAsync(edge.Bound[0].EndPoint);

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: a.test\r\n\r\n"));

        using var reader = new StreamReader(client.GetStream());
        Assert.Equal(status, await reader.ReadLineAsync());
    }

    private static RouteConfig Answering(string name, PathConfig? path) =>
        new()
        {
            Name = name,
            Path = path,
            Filters =
            [
                new FilterConfig
                {
                    Respond = new RespondConfig { Status = 200, Body = "answer" },
                },
            ],
        };
}
