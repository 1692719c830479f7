using BenchmarkDotNet.Attributes;
using Serinus.Routing;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Benchmarks.Routing;

/// <summary>Time and bytes of one choice of a backend.</summary>
[MemoryDiagnoser]
public class SplitBenchmarks
{
    private BackendSplit two = null!;
    private BackendSplit five = null!;
    private ulong number;
    private Route plain = null!;
    private Route sticky = null!;
    private LiveSequence plainSequence = null!;
    private LiveSequence stickySequence = null!;
    private RequestHead head = null!;
    private RequestHead keyed = null!;
    private RequestHead remembered = null!;

    [GlobalSetup]
    public void Setup()
    {
        two = BackendSplit.Create(["stable", "canary"], [90, 10]);
        five = BackendSplit.Create(["a", "b", "c", "d", "e"], [500_000, 1, 70_000, 400_000, 29_999]);
        plain = Route(null);
        sticky = Route(new CohortConfig { By = CohortKey.Header, Name = "X-User" });
        plainSequence = new LiveSequence(plain.Split);
        stickySequence = new LiveSequence(sticky.Split);
        head = Head([]);
        keyed = Head([new("X-User", "user-4711")]);
        var cookie = new byte[sticky.Cohort!.SetCookieBytesMax];
        var length = sticky.Cohort.WriteSetCookie(new Choice(1, ChoiceReason.Weight, 50_000), false, cookie);
        var text = System.Text.Encoding.ASCII.GetString(cookie, 0, length);
        remembered = Head([new("Cookie", text[..text.IndexOf(';', StringComparison.Ordinal)])]);
    }

    [Benchmark(Baseline = true)]
    public int Two_backends() => two.ByWeight(number++);

    [Benchmark]
    public int Five_backends() => five.ByWeight(number++);

    [Benchmark]
    public Choice Choose_by_weight() => plain.Choose(head, plainSequence, 0);

    [Benchmark]
    public Choice Choose_by_hash() => sticky.Choose(keyed, stickySequence, 0);

    [Benchmark]
    public Choice Choose_by_cookie() => sticky.Choose(remembered, stickySequence, 0);

    private static Route Route(CohortConfig? cohort)
    {
        var route = new RouteConfig
        {
            Name = "route",
            Cohort = cohort,
            Backends =
            [
                new BackendConfig { Service = "stable", Weight = 90 },
                new BackendConfig { Service = "canary", Weight = 10 },
            ],
        };
        return Compiler
            .Compile([new Fragment { Provider = "bench", Routes = [route] }], null, new byte[32])
            .Snapshot.Routes[0];
    }

    private static RequestHead Head(KeyValuePair<string, string>[] headers) =>
        RequestHeadText.Create("GET", "http://a.example.com/index.html", headers);
}
