using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Serinus.Routing;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Benchmarks.Routing;

/// <summary>Time and bytes of compiling 10 000 routes and services.</summary>
[MemoryDiagnoser]
public class CompileBenchmarks
{
    private const int Objects = 10_000;

    private Fragment fragment = null!;
    private Fragment endpointChanged = null!;
    private Fragment routeChanged = null!;
    private Snapshot served = null!;

    [GlobalSetup]
    public void Setup()
    {
        fragment = new Fragment
        {
            Provider = "bench",
            Routes = [.. Enumerable.Range(0, Objects).Select(i => MatchBenchmarks.Route(i, TableShape.Hosts))],
            Services = [.. Enumerable.Range(0, Objects).Select(i => Service(i, "10.0.0.1"))],
        };
        endpointChanged = fragment with { Services = fragment.Services.SetItem(5000, Service(5000, "10.0.0.2")) };
        var route = fragment.Routes[5000] with { Hosts = ["moved.example.com"] };
        routeChanged = fragment with { Routes = fragment.Routes.SetItem(5000, route) };
        served = All().Snapshot;
    }

    [Benchmark(Baseline = true)]
    public CompileResult All() => Compiler.Compile([fragment], null, new byte[32]);

    [Benchmark]
    public CompileResult One_endpoint_changed() => Compiler.Compile([endpointChanged], served, new byte[32]);

    [Benchmark]
    public CompileResult One_route_changed() => Compiler.Compile([routeChanged], served, new byte[32]);

    private static ServiceConfig Service(int i, string address) =>
        new() { Name = $"service-{i}", Endpoints = [new EndpointConfig($"http://{address}:8080")] };
}
