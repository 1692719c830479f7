using System.Text;
using BenchmarkDotNet.Attributes;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Benchmarks.Proxy;

/// <summary>Reading heads, as every exchange does twice.</summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    private static readonly byte[] Small = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a.example.com\r\n\r\n");

    private static readonly byte[] Browser = Encoding.ASCII.GetBytes(
        "GET /shop/items/12345?color=red&size=xl HTTP/1.1\r\nHost: www.example.com\r\n"
            + "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
            + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
            + "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
            + "Referer: https://www.example.com/shop\r\nConnection: keep-alive\r\n"
            + "Cookie: session=0123456789abcdef0123456789abcdef; theme=dark; consent=all\r\n"
            + "Upgrade-Insecure-Requests: 1\r\nSec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\n\r\n"
    );

    private static readonly byte[] Response = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Sun, 01 Nov 2026 00:00:00 GMT\r\nContent-Type: text/plain\r\n"
            + "Content-Length: 19\r\nLast-Modified: Sun, 01 Nov 2026 00:00:00 GMT\r\nETag: \"6b0360ae-13\"\r\n\r\n"
    );

    private readonly LimitsConfig limits = new();
    private readonly RequestParser requests = new();
    private readonly ResponseParser responses = new();
    private readonly RequestHead head = new();
    private readonly ResponseHead answer = new();

    /// <summary>What a load generator sends.</summary>
    [Benchmark]
    public int SmallRequest() => Parse(Small);

    /// <summary>What a browser sends.</summary>
    [Benchmark]
    public int BrowserRequest() => Parse(Browser);

    /// <summary>What an upstream answers.</summary>
    [Benchmark]
    public int UpstreamResponse()
    {
        responses.Reset(0);
        answer.Reset(Response);
        responses.Parse(Response, answer, limits.ResponseHeadBytesMax);
        return responses.End;
    }

    private int Parse(byte[] bytes)
    {
        requests.Reset(0);
        head.Reset(bytes);
        requests.Parse(bytes, head, limits);
        return requests.End;
    }
}
