using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;
using Serinus.Testbed;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Routing;

/// <summary>The hot path allocates nothing; each ceiling here is 0 bytes for ten thousand calls.</summary>
public sealed class AllocationTests
{
    [Fact]
    public void Matching_allocates_nothing()
    {
        var table = Given
            .Snapshot([
                .. Enumerable.Range(0, 1000).Select(i => Given.Route($"host-{i}", $"host-{i}.test", $"/api/{i % 7}")),
                Given.Route("wild", "*.wild.test"),
                Given.Route("one", "*.one.test") with
                {
                    OneLabelWildcards = true,
                    Path = new PathConfig(PathKind.StringPrefix, "/ab"),
                },
                Given.Route("first", "first.test", "/x") with
                {
                    Priority = 5,
                },
                Given.Route("pattern", "pattern.test") with
                {
                    Path = new PathConfig(PathKind.Regex, "/[a-z]+/[0-9]+"),
                },
                Given.Route("conditions", "conditions.test") with
                {
                    Methods = ["GET"],
                    Headers = [new("X-A", ValueKind.Regex, "1|2"), new("X-B", ValueKind.Exact, "1,2")],
                    Query = [new("q", ValueKind.Present)],
                },
            ])
            .Table;
        RequestHead[] heads =
        [
            Given.Get("http://host-500.test/api/3/x"),
            Given.Get("http://a.b.wild.test/"),
            Given.Get("http://x.one.test/abc"),
            Given.Get("http://pattern.test/abc/123"),
            Given.Get("http://conditions.test/?p=1&q=2", ("X-A", "2"), ("X-B", "1"), ("x-b", "2")),
            Given.Get("http://nowhere.test/"),
        ];

        AssertAllocatesNothing(i => table.Match(heads[i % heads.Length]));
    }

    [Fact]
    public void Splitting_by_weight_allocates_nothing()
    {
        var split = BackendSplit.Create(["a", "b", "c"], [90, 9, 1]);

        AssertAllocatesNothing(i => split.ByWeight((ulong)i));
    }

    [Fact]
    public void Choosing_a_backend_allocates_nothing()
    {
        var plain = Given.Snapshot(Given.Canary("r", 90, 10)).Routes[0];
        var sticky = Given
            .Snapshot(
                Given.Canary("r", 90, 10) with
                {
                    Cohort = new CohortConfig { By = CohortKey.Header, Name = "X-User" },
                    Force = new ForceConfig
                    {
                        Header = "X-Canary",
                        Cookie = "canary",
                        Rules =
                        [
                            new()
                            {
                                Header = "X-Beta",
                                Regex = "y.*",
                                Backend = "app-canary",
                            },
                            new()
                            {
                                Cookie = "beta",
                                Value = "1",
                                Backend = "app",
                            },
                        ],
                        From = ["10.0.0.0/8"],
                    },
                }
            )
            .Routes[0];
        var laid = Given
            .Compiled(
                Given.Fragment(Given.Canary("r", 90, 10)) with
                {
                    Overlays =
                    [
                        new()
                        {
                            Name = "ro",
                            Stable = "app",
                            Canary = "app-canary",
                            Match =
                            [
                                new() { Headers = [new("X-Beta", ValueKind.Regex, "y.*")] },
                                new() { Cookies = [new("beta", ValueKind.Exact, "1")] },
                            ],
                        },
                    ],
                }
            )
            .Snapshot.Routes[0];
        var setCookie = new byte[sticky.Cohort!.SetCookieBytesMax];
        var length = sticky.Cohort.WriteSetCookie(new Choice(1, ChoiceReason.Weight, 7), true, setCookie);
        var cookie = Encoding.ASCII.GetString(setCookie, 0, length).Split(';')[0];
        var (byWeight, byCohort) = (new LiveSequence(plain.Split), new LiveSequence(sticky.Split));
        RequestHead[] heads =
        [
            Given.Get("http://a/"),
            Given.Get("http://a/", ("x-user", "4711")),
            Given.Get("http://a/", ("cookie", cookie)),
            Given.Get("http://a/", ("x-canary", "always")),
            Given.Get("http://a/", ("x-beta", "yes")),
            Given.Get("http://a/", ("cookie", "beta=1")),
        ];

        AssertAllocatesNothing(_ => plain.Choose(heads[0], byWeight, 1));
        AssertAllocatesNothing(i => sticky.Choose(heads[i % heads.Length], byCohort, 1));
        AssertAllocatesNothing(i => laid.Choose(heads[i % heads.Length], byWeight, 1));
        AssertAllocatesNothing(i =>
            sticky.Cohort.WriteSetCookie(new Choice(1, ChoiceReason.Weight, i), true, setCookie)
        );
    }

    [Fact]
    public void Remembering_an_endpoint_allocates_nothing()
    {
        const string Address = "http://10.0.0.1:80";
        var session = Session.Create(new(), "app", [new(Address, "10.0.0.1", 80, false)], Given.Key);
        var setCookie = new byte[session.SetCookieBytesMax];
        var length = session.WriteSetCookie(Address, false, setCookie);
        var head = Given.Get("http://a/", ("cookie", Encoding.ASCII.GetString(setCookie, 0, length).Split(';')[0]));
        Assert.Equal(0, session.Find(head));

        AssertAllocatesNothing(_ => session.Find(head) + (session.IsNamed(head, Address) ? 1 : 0));
        AssertAllocatesNothing(_ => session.WriteSetCookie(Address, true, setCookie));
    }

    [Fact]
    public void Normalising_allocates_nothing()
    {
        var bytes = Encoding.ASCII.GetBytes("/a/b.c/%7e/../d%2fWWW.Example.com.:8000[::1]:80Transfer-Encoding");
        var head = new RequestHead();

        AssertAllocatesNothing(_ =>
        {
            head.Reset(bytes);
            return PathNormalizer.TryNormalize(head, new Slice(0, 6))
                && PathNormalizer.TryNormalize(head, new Slice(0, 18))
                && HostParser.TrySetHost(head, new Slice(18, 21))
                && HostParser.TrySetHost(head, new Slice(39, 8))
                && KnownHeaders.Identify(bytes.AsSpan(47)) == KnownHeader.TransferEncoding;
        });
        Assert.Equal("[::1]", Encoding.ASCII.GetString(head.Host));
    }

    private static void AssertAllocatesNothing<T>(Func<int, T> act)
    {
        // The first calls fill what is built once: the states of patterns, rented arrays, the crypto library.
        for (var i = 0; i < 1000; i++)
            act(i);

        var bytes = Allocated.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
                act(i);
        });

        Assert.Equal(0, bytes);
    }
}
