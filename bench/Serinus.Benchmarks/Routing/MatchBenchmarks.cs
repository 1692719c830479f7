using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Serinus.Routing;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Benchmarks.Routing;

/// <summary>Time and bytes of one match among 10 000 routes.</summary>
[MemoryDiagnoser]
public class MatchBenchmarks
{
    private const int Routes = 10_000;

    private readonly RequestHead[] heads = new RequestHead[1024];
    private RouteTable table = null!;
    private int next;

    [Params(TableShape.Hosts, TableShape.Prefixes, TableShape.Wildcards, TableShape.Mixed)]
    public TableShape Shape { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var routes = Enumerable.Range(0, Routes).Select(i => Route(i, Shape)).ToImmutableArray();
        var fragment = new Fragment { Provider = "bench", Routes = routes };
        table = Compiler.Compile([fragment], null, new byte[32]).Snapshot.Table;
        var random = new Random(1);
        for (var i = 0; i < heads.Length; i++)
            heads[i] = Head(random.Next(Routes), Shape);
    }

    [Benchmark]
    public Route? Match() => table.Match(heads[next++ & 1023]);

    internal static RouteConfig Route(int i, TableShape shape)
    {
        var route = new RouteConfig
        {
            Name = $"route-{i}",
            Backends = [new BackendConfig { Service = $"service-{i}" }],
        };
        return shape switch
        {
            TableShape.Hosts => route with { Hosts = [$"host-{i}.example.com"] },
            TableShape.Prefixes => route with
            {
                Hosts = ["api.example.com"],
                Path = new PathConfig(PathKind.Prefix, $"/v1/team-{i % 100}/service-{i}"),
            },
            TableShape.Wildcards => route with { Hosts = [$"*.tenant-{i}.example.com"] },
            _ => route with
            {
                Hosts = [$"host-{i % 2500}.example.com"],
                Path = new PathConfig(
                    PathKind.Prefix,
                    (i / 2500) switch
                    {
                        0 => "/",
                        1 => "/api",
                        2 => "/api/v2",
                        _ => "/static",
                    }
                ),
                Methods = i % 3 == 0 ? ["GET"] : [],
            },
        };
    }

    private static RequestHead Head(int i, TableShape shape)
    {
        var url = shape switch
        {
            TableShape.Hosts => $"http://host-{i}.example.com/index.html",
            TableShape.Prefixes => $"http://api.example.com/v1/team-{i % 100}/service-{i}/items/17",
            TableShape.Wildcards => $"http://www.tenant-{i}.example.com/index.html",
            _ => $"http://host-{i % 2500}.example.com/api/v2/items/17?page=2",
        };
        KeyValuePair<string, string>[] headers =
        [
            new("User-Agent", "benchmark"),
            new("Accept", "*/*"),
            new("Cookie", "a=b; c=d"),
        ];
        return RequestHeadText.Create("GET", url, headers);
    }
}
