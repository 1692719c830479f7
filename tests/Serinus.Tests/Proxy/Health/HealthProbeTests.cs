using System.Net;
using System.Net.Sockets;
using Serinus.Proxy.Health;
using Serinus.Proxy.Upstreams;
using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Tests.Proxy.Health;

public sealed class HealthProbeTests
{
    private static readonly HealthCheckConfig Http = new() { Path = "/healthz", Timeout = TimeSpan.FromSeconds(20) };

    [Theory]
    [InlineData(CheckedServer.Fine, null)]
    [InlineData(CheckedServer.Unfit, "GET /healthz answered 503")]
    [InlineData("HTTP/1.1 399 Odd\r\nConnection: close\r\n\r\n", null)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", null)]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n", null)]
    public async Task The_status_decides(string answer, string? error)
    {
        await using var server = new CheckedServer(answer);

        Assert.Equal(error, await CheckAsync(server.Port, Http));
        Assert.Single(server.Heads);
    }

    [Fact]
    public async Task Statuses_asked_for_are_the_good_ones()
    {
        await using var server = new CheckedServer(CheckedServer.Unfit);

        Assert.Null(await CheckAsync(server.Port, Http with { StatusMin = 503, StatusMax = 503 }));
    }

    [Fact]
    public async Task It_asks_the_path_of_the_host_on_a_connection_of_its_own()
    {
        await using var server = new CheckedServer(CheckedServer.Fine);

        await CheckAsync(server.Port, Http with { Path = "/ready?deep=1", Host = "shop.example.com" });
        await CheckAsync(server.Port, Http);

        var heads = server.Heads.ToArray();
        Assert.Equal(2, heads.Length);
        Assert.StartsWith("GET /ready?deep=1 HTTP/1.1\r\n", heads[0]);
        Assert.Contains("\r\nHost: shop.example.com\r\n", heads[0]);
        Assert.Contains($"\r\nHost: 127.0.0.1:{server.Port}\r\n", heads[1]);
        Assert.Contains("\r\nConnection: close\r\n", heads[1]);
        Assert.Contains("\r\nUser-Agent: serinus-health\r\n", heads[1]);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nshort")]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n")]
    public async Task A_broken_response_is_a_failed_check(string answer)
    {
        await using var server = new CheckedServer(answer);

        var error = await CheckAsync(server.Port, Http);

        Assert.StartsWith("GET /healthz failed: ", error);
        Assert.DoesNotContain("\n", error);
    }

    [Fact]
    public async Task A_large_body_is_not_read_to_its_end()
    {
        await using var server = new CheckedServer(
            "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + new string('x', 100_000)
        );

        Assert.Null(await CheckAsync(server.Port, Http));
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_a_failed_check_after_the_timeout()
    {
        await using var server = new CheckedServer("");

        var error = await CheckAsync(server.Port, Http with { Timeout = TimeSpan.FromMilliseconds(50) });

        Assert.Equal("GET /healthz took longer than 0.05 s", error);
    }

    [Fact]
    public async Task An_open_port_passes_a_TCP_check_and_a_closed_one_does_not()
    {
        await using var server = new CheckedServer("");
        // Bound but not listening: nobody else can take the port meanwhile.
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)closed.LocalEndPoint!).Port;
        var tcp = Http with { Path = null };

        Assert.Null(await CheckAsync(server.Port, tcp));
        Assert.Equal("TCP connection failed: Connection refused", await CheckAsync(port, tcp));
        Assert.Equal("GET /healthz failed: Connection refused", await CheckAsync(port, Http));
    }

    [Fact]
    public async Task Names_are_resolved()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.Null(
            await CheckAsync(
                new Endpoint($"http://localhost:{port}", "localhost", port, false),
                Http with
                {
                    Path = null,
                }
            )
        );
        // No answer, or none in time where no resolver can be reached.
        var unknown = new Endpoint("http://no.invalid:80", "no.invalid", 80, false);
        Assert.NotNull(await CheckAsync(unknown, Http with { Path = null, Timeout = TimeSpan.FromSeconds(2) }));
    }

    [Fact]
    public async Task A_stopped_check_has_no_result()
    {
        await using var server = new CheckedServer("");
        using var stop = new CancellationTokenSource();
        using var probe = new HealthProbe(TimeProvider.System);
        var check = probe.CheckAsync(
            new HealthTarget(Endpoint(server.Port), null, SpokenProtocol.Http1),
            Http,
            stop.Token
        );
        await server.Asked(TestContext.Current.CancellationToken);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check);
    }

    private static Task<string?> CheckAsync(int port, HealthCheckConfig config) => CheckAsync(Endpoint(port), config);

    private static async Task<string?> CheckAsync(Endpoint endpoint, HealthCheckConfig config)
    {
        using var probe = new HealthProbe(TimeProvider.System);
        return await probe.CheckAsync(
            new HealthTarget(endpoint, null, SpokenProtocol.Http1),
            config,
            TestContext.Current.CancellationToken
        );
    }

    private static Endpoint Endpoint(int port) => new($"http://127.0.0.1:{port}", "127.0.0.1", port, false);
}
