using BenchmarkDotNet.Attributes;
using Serinus.Proxy.Pipeline;
using Serinus.Routing;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Benchmarks.Proxy;

/// <summary>From what a provider says to what an exchange reads: 10 000 routes with a service each, whole and one change at a time.</summary>
[MemoryDiagnoser]
public class ReloadBenchmarks
{
    private const int Count = 10_000;
    private const int Buckets = 13;
    private const int Loops = 2;

    private static readonly byte[] Key = new byte[32];

    private Fragment fragment = null!;
    private Snapshot snapshot = null!;
    private LiveSnapshot live = null!;
    private int turn;

    [GlobalSetup]
    public void SetUp()
    {
        fragment = new Fragment
        {
            Provider = "benchmark",
            Services = [.. Enumerable.Range(0, Count).Select(i => Service(i, 0))],
            Routes = [.. Enumerable.Range(0, Count).Select(Route)],
        };
        snapshot = Compiler.Compile([fragment], null, Key).Snapshot;
        live = LiveBinder.Bind(snapshot, null, Loops, Buckets);
    }

    /// <summary>The first configuration of a process.</summary>
    [Benchmark]
    public object TenThousandRoutes() =>
        LiveBinder.Bind(Compiler.Compile([fragment], null, Key).Snapshot, null, Loops, Buckets);

    /// <summary>A pod comes or goes.</summary>
    [Benchmark]
    public object OneEndpoint()
    {
        turn++;
        var at = turn % Count;
        fragment = fragment with { Services = fragment.Services.SetItem(at, Service(at, turn)) };
        snapshot = Compiler.Compile([fragment], snapshot, Key).Snapshot;
        return live = LiveBinder.Bind(snapshot, live, Loops, Buckets);
    }

    private static ServiceConfig Service(int i, int version) =>
        new()
        {
            Name = $"service-{i}",
            Endpoints = [new EndpointConfig($"http://10.{i / 250}.{i % 250}.{1 + (version % 200)}:8080")],
        };

    private static RouteConfig Route(int i) =>
        new()
        {
            Name = $"route-{i}",
            Hosts = [$"host-{i}.example.com"],
            Path = new PathConfig(PathKind.Prefix, "/"),
            Backends = [new BackendConfig { Service = $"service-{i}" }],
        };
}
