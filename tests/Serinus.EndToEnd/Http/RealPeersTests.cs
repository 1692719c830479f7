using Serinus.Testbed;

namespace Serinus.EndToEnd.Http;

/// <summary>Clients and servers that other people wrote.</summary>
public class RealPeersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Curl_fetches_files_from_nginx(string transport)
    {
        await using var site = await Site.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(site.Url), transport);
        var url = $"http://127.0.0.1:{edge.Port}";

        var text = await CurlAsync($"{url}/page", $"{url}/page", "--write-out", "|%{http_code} %{num_connects}|");
        Assert.Equal("hello from nginx|200 1|hello from nginx|200 0|", text);

        Assert.Equal("lo fro", await CurlAsync("--range", "3-8", $"{url}/page"));
        Assert.StartsWith("HTTP/1.1 200 OK", await CurlAsync("--head", $"{url}/page"), StringComparison.Ordinal);
        Assert.Equal("404", await CurlAsync("--write-out", "%{http_code}", "--output", "/dev/null", $"{url}/missing"));
        Assert.Equal("hello from nginx", await CurlAsync("--http1.0", $"{url}/page"));
        Assert.Equal("hello from nginx", await CurlAsync("--compressed", $"{url}/page"));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Curl_uploads_with_length_with_chunks_and_with_expectation(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        using var folder = new TemporaryFolder();
        // Above one megabyte curl asks before it sends.
        var file = folder.Write("large", new string('x', 3_000_000));
        var url = $"http://127.0.0.1:{edge.Port}/";

        Assert.Equal("ok", await CurlAsync("--data", "a=1&b=2", url));
        Assert.Equal("a=1&b=2", upstream.Requests[^1].Text);

        Assert.Equal("ok", await CurlAsync("--upload-file", file, url));
        Assert.Equal(3_000_000, upstream.Requests[^1].Body.Length);

        Assert.Equal("ok", await CurlAsync("--header", "Transfer-Encoding: chunked", "--data-binary", $"@{file}", url));
        Assert.Equal(
            ("chunked", 3_000_000),
            (upstream.Requests[^1].Head["Transfer-Encoding"], upstream.Requests[^1].Body.Length)
        );
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Nginx_stands_before_the_edge_and_behind_it(string transport)
    {
        await using var site = await Site.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(
            "trustedNetworks: [127.0.0.0/8]\n" + Configs.OneService(site.Url),
            transport
        );
        var port = FreePort.Next();
        await using var front = await NginxProcess.StartAsync(
            port,
            $$"""
            upstream edge { server 127.0.0.1:{{edge.Port}}; keepalive 8; }
            server {
              listen 127.0.0.1:{{port}};
              location / {
                proxy_pass http://edge;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header X-Forwarded-For 203.0.113.7;
              }
            }
            """
        );

        Assert.Equal("hello from nginx", await CurlAsync($"http://127.0.0.1:{port}/page"));
        // nginx in front is trusted, so its word on the client is passed on with nginx's own address behind it.
        Assert.Equal("203.0.113.7, 127.0.0.1", await CurlAsync($"http://127.0.0.1:{port}/for"));
        Assert.Equal(10_000, (await CurlAsync($"http://127.0.0.1:{port}/large")).Length);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task H2load_in_its_first_version_sees_no_failure(string transport)
    {
        await using var site = await Site.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(site.Url), transport);

        var (exitCode, output) = await ChildProcess.RunAsync(
            "h2load",
            ["--h1", "-n", "5000", "-c", "20", "-m", "4", $"http://127.0.0.1:{edge.Port}/page"],
            Patience
        );

        Assert.Equal(0, exitCode);
        Assert.Contains("5000 succeeded, 0 failed, 0 errored, 0 timeout", output, StringComparison.Ordinal);
        Assert.Contains("status codes: 5000 2xx", output, StringComparison.Ordinal);
    }

    private static async Task<string> CurlAsync(params string[] arguments)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(
            "curl",
            ["--silent", "--show-error", .. arguments],
            Patience
        );
        Assert.True(exitCode == 0, $"curl ended with {exitCode}: {output}");
        return output.TrimEnd('\n');
    }
}
