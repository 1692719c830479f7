using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Routing;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Benchmarks.Proxy;

/// <summary>Time and bytes of counting an exchange that has ended, on a route under a rollout and on one that lies under none.</summary>
[MemoryDiagnoser]
public class RecordBenchmarks
{
    private readonly EdgeTelemetry telemetry = new(1, new MetricsConfig().Buckets, accessLog: null);
    private readonly ExchangeRecord exchange = new();
    private int next;

    [Params(false, true)]
    public bool IsUnderRollout { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var overlay = new OverlayConfig
        {
            Name = "ro",
            Stable = "stable",
            Canary = "canary",
            CanaryPercent = 10,
            DurationEdges = [300],
        };
        var fragment = new Fragment
        {
            Provider = "bench",
            Routes =
            [
                new RouteConfig
                {
                    Name = "r",
                    Backends = [new() { Service = "app", Name = "stable" }, new() { Service = "app", Name = "canary" }],
                },
            ],
            Overlays = IsUnderRollout ? [overlay] : [],
        };
        var snapshot = Compiler.Compile([fragment], null, new byte[32]).Snapshot;
        var live = LiveBinder.Bind(snapshot, null, 1, telemetry.DurationBuckets.Length);
        exchange.Reset();
        exchange.Snapshot = snapshot;
        exchange.Route = live.Routes[0].Route;
        exchange.Metrics = live.Routes[0].Metrics;
        exchange.Analysis = live.Routes[0].Analysis;
        exchange.Status = 200;
        exchange.Started = 1_000_000_000;
    }

    [Benchmark]
    public void Record()
    {
        // Durations of 0 to 65 ms in no order, so that the branches of the histograms are not all foretold.
        var turn = (uint)++next * 2_654_435_761;
        exchange.Backend = (turn & 15) == 0 ? 1 : 0;
        exchange.Ended = exchange.Started + (turn >> 16) * (Stopwatch.Frequency / 1_000_000);
        telemetry.Loops[0].Record(exchange);
    }
}
