using BenchmarkDotNet.Attributes;
using Serinus.Routing;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Benchmarks.Routing;

/// <summary>Time and bytes of compiling 10 000 routes with what rollouts lay over them.</summary>
[MemoryDiagnoser]
public class OverlayBenchmarks
{
    private const int Objects = 10_000;

    private static readonly OverlayConfig Shared = new()
    {
        Name = "all",
        Stable = "stable",
        Canary = "canary",
        CanaryPercent = 10,
    };

    private Fragment fragment = null!;
    private Fragment own = null!;
    private Fragment ownChanged = null!;
    private Snapshot servedOwn = null!;
    private Snapshot servedShared = null!;

    [GlobalSetup]
    public void Setup()
    {
        fragment = new Fragment
        {
            Provider = "bench",
            Routes = [.. Enumerable.Range(0, Objects).Select(Route)],
            Services = [new ServiceConfig { Name = "app", Endpoints = [new EndpointConfig("http://10.0.0.1:8080")] }],
        };
        own = new Fragment { Provider = "rollouts", Overlays = [.. Enumerable.Range(0, Objects).Select(Own)] };
        var moved = own.Overlays[5000] with { CanaryPercent = 20 };
        ownChanged = own with { Overlays = own.Overlays.SetItem(5000, moved) };
        servedOwn = Compile(own, null).Snapshot;
        servedShared = Compile(SharedBy(Shared), null).Snapshot;
    }

    /// <summary>Each route has a rollout of its own, and one of them moves.</summary>
    [Benchmark]
    public CompileResult One_of_many_overlays_changed() => Compile(ownChanged, servedOwn);

    /// <summary>One rollout lies over all routes, and moves.</summary>
    [Benchmark]
    public CompileResult The_overlay_of_all_routes_changed() =>
        Compile(SharedBy(Shared with { CanaryPercent = 20 }), servedShared);

    private CompileResult Compile(Fragment overlays, Snapshot? previous) =>
        Compiler.Compile([fragment, overlays], previous, new byte[32]);

    private static Fragment SharedBy(OverlayConfig overlay) => new() { Provider = "rollouts", Overlays = [overlay] };

    private static OverlayConfig Own(int i) => Shared with { Name = $"rollout-{i}", Routes = [$"route-{i}"] };

    private static RouteConfig Route(int i) =>
        MatchBenchmarks.Route(i, TableShape.Hosts) with
        {
            Backends =
            [
                new BackendConfig { Service = "app", Name = "stable" },
                new BackendConfig
                {
                    Service = "app",
                    Name = "canary",
                    Weight = 0,
                },
            ],
        };
}
