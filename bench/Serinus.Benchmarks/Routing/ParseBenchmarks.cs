using System.Text;
using BenchmarkDotNet.Attributes;
using Serinus.Routing.Match;

namespace Serinus.Benchmarks.Routing;

/// <summary>Time and bytes of the small parsers every request passes.</summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    private static readonly byte[][] Names =
    [
        .. "Host User-Agent Accept Accept-Encoding Connection Content-Length Cookie X-Request-Id"
            .Split(' ')
            .Select(Encoding.ASCII.GetBytes),
    ];

    private readonly RequestHead head = new();
    private readonly byte[] bytes = Encoding.ASCII.GetBytes("/api/v2/items/17/a/../%2e%61www.host-17.example.com:8000");

    [Benchmark]
    public bool Plain_path()
    {
        head.Reset(bytes);
        return PathNormalizer.TryNormalize(head, new Slice(0, 16));
    }

    [Benchmark]
    public bool Path_with_dot_segments_and_escapes()
    {
        head.Reset(bytes);
        return PathNormalizer.TryNormalize(head, new Slice(0, 28));
    }

    [Benchmark]
    public bool Host_with_port()
    {
        head.Reset(bytes);
        return HostParser.TrySetHost(head, new Slice(28, bytes.Length - 28));
    }

    [Benchmark(OperationsPerInvoke = 8)]
    public int Header_names()
    {
        var sum = 0;
        foreach (var name in Names)
            sum += (int)KnownHeaders.Identify(name);
        return sum;
    }
}
