using CsCheck;
using Serinus.Proxy.Upstreams;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Testbed;

namespace Serinus.Tests.Proxy.Upstreams;

public sealed class LiveServiceTests
{
    private static readonly Gen<bool[]> Availabilities =
        from count in Gen.Int[1, 80]
        from available in Gen.Bool.Array[count]
        select available;

    public static TheoryData<BalanceKind> Balances => [.. Enum.GetValues<BalanceKind>()];

    [Fact]
    public void Round_robin_is_exactly_even_over_available_endpoints() =>
        Availabilities
            .Where(available => available.Contains(true))
            .Sample(available =>
            {
                var service = Fleet.Live(available.Length, panicPercent: 0);
                Disable(service, available);
                var counts = Fleet.Picks(service, available.Count(up => up) * 4);
                for (var i = 0; i < counts.Length; i++)
                    Assert.Equal(available[i] ? 4 : 0, counts[i]);
            });

    [Fact]
    public void Only_available_endpoints_are_picked_and_all_of_them_in_panic() =>
        Gen.Select(Availabilities, Gen.Int[0, 100], Gen.Enum<BalanceKind>(), Gen.UInt)
            .Sample(
                (available, panicPercent, balance, random) =>
                {
                    var service = Fleet.Live(available.Length, balance, panicPercent);
                    Disable(service, available);
                    var count = available.Count(up => up);
                    var inPanic = count * 100 < available.Length * panicPercent;

                    var pick = service.Pick(Fleet.Request(), 0, Fleet.Now, random);

                    Assert.Equal(inPanic, service.IsInPanic(Fleet.Now));
                    Assert.Equal(count, service.AvailableCount(Fleet.Now));
                    Assert.Equal(count > 0, service.HasAvailable(Fleet.Now));
                    if (!inPanic)
                        Assert.Equal(count > 0, pick?.IsAvailable(Fleet.Now) ?? false);
                    else
                        Assert.NotNull(pick);
                }
            );

    [Fact]
    public void Health_is_ignored_below_the_panic_threshold_and_not_at_it()
    {
        var service = Fleet.Live(4);
        Disable(service, [true, true, false, false]);
        Assert.Equal([2, 2, 0, 0], Fleet.Picks(service, 4));

        service.Endpoints[1].SetHealth(false);
        Assert.Equal([1, 1, 1, 1], Fleet.Picks(service, 4));
    }

    [Fact]
    public void An_ejection_ends_by_itself_at_its_time()
    {
        var service = Fleet.Live(3);
        Fleet.Eject(service.Endpoints[0]);

        Assert.Equal([0, 5, 5], Fleet.Picks(service, 10, now: Fleet.Now));
        Assert.Equal([0, 5, 5], Fleet.Picks(service, 10, now: Fleet.Now + 9_999));
        Assert.Equal([3, 3, 3], Fleet.Picks(service, 9, now: Fleet.Now + 10_000));
    }

    [Fact]
    public void Draining_endpoints_get_nothing_even_in_panic()
    {
        var service = new LiveService(
            Fleet.Service([Fleet.Endpoint(0), Fleet.Endpoint(1, draining: true), Fleet.Endpoint(2)]),
            null,
            1
        );
        Assert.Equal([3, 0, 3], Fleet.Picks(service, 6));

        service.Endpoints[0].SetHealth(false);
        service.Endpoints[2].SetHealth(false);
        Assert.True(service.IsInPanic(Fleet.Now));
        Assert.Equal([3, 0, 3], Fleet.Picks(service, 6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void A_service_without_endpoints_picks_none(int panicPercent)
    {
        var service = Fleet.Live(0, panicPercent: panicPercent);

        Assert.Null(service.Pick(Fleet.Request(), 0, Fleet.Now, 1));
        Assert.False(service.HasAvailable(Fleet.Now));
    }

    [Fact]
    public void No_endpoint_is_picked_when_all_are_down_and_panic_is_off()
    {
        var service = Fleet.Live(2, panicPercent: 0);
        Disable(service, [false, false]);

        Assert.Null(service.Pick(Fleet.Request(), 0, Fleet.Now, 1));
    }

    [Theory]
    [MemberData(nameof(Balances))]
    public void A_retry_goes_elsewhere_while_there_is_elsewhere(BalanceKind balance)
    {
        var service = Fleet.Live(5, balance);
        var picked = new HashSet<LiveEndpoint>();
        var tried = 0UL;
        for (var i = 0; i < 5; i++)
        {
            var endpoint = service.Pick(Fleet.Request(), tried, Fleet.Now, 77)!;
            Assert.True(picked.Add(endpoint));
            tried = service.AddTried(tried, endpoint);
        }

        Assert.NotNull(service.Pick(Fleet.Request(), tried, Fleet.Now, 77));
    }

    [Fact]
    public void Tried_bits_go_by_place_in_the_service_even_when_others_are_down()
    {
        var service = Fleet.Live(4);
        Disable(service, [false, true, true, true]);

        var counts = Fleet.Picks(service, 12, service.AddTried(0, service.Endpoints[2]));

        Assert.Equal((0, 0, 12), (counts[0], counts[2], counts[1] + counts[3]));
    }

    [Fact]
    public void The_neighbour_of_a_failing_endpoint_gets_no_more_than_its_share_of_retries()
    {
        var service = Fleet.Live(4);
        var answered = new int[4];
        for (var request = 0; request < 300; request++)
        {
            var endpoint = service.Pick(Fleet.Request(), 0, Fleet.Now, 0)!;
            if (endpoint == service.Endpoints[2])
                endpoint = service.Pick(Fleet.Request(), service.AddTried(0, endpoint), Fleet.Now, 0)!;
            answered[Array.IndexOf(service.Endpoints, endpoint)]++;
        }

        Assert.Equal([100, 100, 0, 100], answered);
    }

    [Theory]
    [MemberData(nameof(Balances))]
    public void A_thousand_endpoints_all_get_requests(BalanceKind balance)
    {
        var service = Fleet.Live(1000, balance);
        var picked = new HashSet<LiveEndpoint>();
        for (var i = 0; i < 20_000; i++)
        {
            var head = Fleet.Request($"10.1.{i / 250}.{i % 250}");
            var endpoint = service.Pick(head, ulong.MaxValue, Fleet.Now, (uint)Random.Shared.Next() * 2)!;
            endpoint.Enter();
            picked.Add(endpoint);
        }

        // All that have a bit were tried; the others never count as tried.
        Assert.Equal(service.Endpoints[64..].ToHashSet(), picked);
    }

    [Fact]
    public void Hash_goes_by_header_and_by_client_where_there_is_none()
    {
        var config = new ServiceConfig
        {
            Name = "web",
            Balance = BalanceKind.Hash,
            HashHeader = "X-User",
        };
        var service = new LiveService(Fleet.Service(Fleet.Endpoints(50), config), null, 1);
        LiveEndpoint Pick(string client, params (string, string)[] fields) =>
            service.Pick(Fleet.Request(client, fields), 0, Fleet.Now, (uint)Random.Shared.Next())!;

        Assert.Same(Pick("192.0.2.1", ("x-user", "alice")), Pick("192.0.2.2", ("X-USER", "alice")));
        Assert.NotSame(Pick("192.0.2.1", ("x-user", "alice")), Pick("192.0.2.1", ("x-user", "bob")));
        Assert.Same(Pick("192.0.2.1"), Pick("192.0.2.1", ("x-other", "alice")));
        Assert.NotSame(Pick("192.0.2.1"), Pick("192.0.2.3"));
    }

    [Fact]
    public void State_goes_on_across_a_reload_by_address()
    {
        var before = new LiveService(Fleet.Service(Fleet.Endpoints(4)), null, 2);
        before.Endpoints[1].Enter();
        before.Endpoints[2].SetHealth(false, "down");
        Fleet.Eject(before.Endpoints[3]);
        Assert.Equal([2, 1, 0, 0], Fleet.Picks(before, 3));

        var after = new LiveService(
            Fleet.Service([Fleet.Endpoint(3), Fleet.Endpoint(9), Fleet.Endpoint(2), Fleet.Endpoint(1)]),
            before,
            2
        );

        Assert.Equal([before.Endpoints[3], before.Endpoints[2], before.Endpoints[1]], Without(after, 1));
        Assert.Equal(1, after.Endpoints[3].RequestsInFlight);
        Assert.Equal(2, after.AvailableCount(Fleet.Now));
        Assert.Same(before.Budget, after.Budget);
        // The fourth turn of all, of two available endpoints: the second of them.
        Assert.Equal([0, 0, 0, 1], Fleet.Picks(after, 1));
    }

    [Fact]
    public void Both_snapshots_see_an_endpoint_go_down_during_a_reload()
    {
        var before = Fleet.Live(4);
        Fleet.Picks(before, 4);
        var after = new LiveService(Fleet.Service(Fleet.Endpoints(4)), before, 2);
        Fleet.Picks(after, 4);

        after.Endpoints[0].SetHealth(false);

        Assert.Equal(3, before.AvailableCount(Fleet.Now));
        Assert.Equal(3, after.AvailableCount(Fleet.Now));
    }

    [Fact]
    public void Turning_ejection_off_brings_ejected_endpoints_back()
    {
        var before = Fleet.Live(2);
        Fleet.Eject(before.Endpoints[0]);
        var config = new ServiceConfig
        {
            Name = "web",
            Ejection = new EjectionConfig { Failures = 0 },
        };

        var after = new LiveService(Fleet.Service(Fleet.Endpoints(2), config), before, 2);

        Assert.Equal(2, after.AvailableCount(Fleet.Now));
    }

    [Fact]
    public void An_address_listed_twice_is_one_endpoint()
    {
        var service = new LiveService(Fleet.Service([Fleet.Endpoint(1), Fleet.Endpoint(1)]), null, 1);

        Assert.Same(service.Endpoints[0], service.Endpoints[1]);
        Assert.Equal(3UL, service.AddTried(0, service.Endpoints[1]));
    }

    [Theory]
    [MemberData(nameof(Balances))]
    public void Picking_allocates_nothing(BalanceKind balance)
    {
        var service = Fleet.Live(10, balance);
        Disable(service, [true, false, true, true, true, true, true, true, true, true]);
        var head = Fleet.Request();
        PickOften(service, head);

        Assert.Equal(0, Allocated.Least(() => PickOften(service, head)));
    }

    [Fact]
    public void A_remembered_endpoint_is_picked_only_while_it_is_available()
    {
        var config = new ServiceConfig
        {
            Name = "web",
            Session = new SessionConfig { Cookie = "stay" },
        };
        var service = Compiled(config, draining: false);
        var session = service.Service.Session!;
        var setCookie = new byte[session.SetCookieBytesMax];
        var length = session.WriteSetCookie(service.Endpoints[1].Endpoint.Address, false, setCookie);
        var head = RequestHeadText.Create(
            "GET",
            "http://a/",
            [KeyValuePair.Create("Cookie", System.Text.Encoding.ASCII.GetString(setCookie, 0, length).Split(';')[0])]
        );

        Assert.Same(service.Endpoints[1], service.PickRemembered(head, Fleet.Now));
        Assert.Null(service.PickRemembered(Fleet.Request(), Fleet.Now));
        service.Endpoints[1].SetHealth(false);
        Assert.Null(service.PickRemembered(head, Fleet.Now));
        service.Endpoints[1].SetHealth(true);
        Assert.Same(service.Endpoints[1], service.PickRemembered(head, Fleet.Now));
        Assert.Null(Compiled(config, draining: true).PickRemembered(head, Fleet.Now));
        Assert.Null(Compiled(config with { Session = null }, draining: false).PickRemembered(head, Fleet.Now));

        static LiveService Compiled(ServiceConfig config, bool draining)
        {
            var fragment = new Fragment
            {
                Provider = "file",
                Services =
                [
                    config with
                    {
                        Endpoints =
                        [
                            new("http://10.0.0.1"),
                            new("http://10.0.0.2") { Draining = draining },
                            new("http://10.0.0.3"),
                        ],
                    },
                ],
            };
            var snapshot = Serinus.Routing.Compile.Compiler.Compile([fragment], null, new byte[32]).Snapshot;
            return new LiveService(snapshot.Services[0], null, loops: 1);
        }
    }

    [Fact]
    public void Loops_share_turns_exactly()
    {
        var service = Fleet.Live(7);
        var counts = new long[7];
        Parallel.For(
            0,
            4,
            _ =>
            {
                var head = Fleet.Request();
                for (var i = 0; i < 7_000; i++)
                {
                    var endpoint = service.Pick(head, 0, Fleet.Now, 0)!;
                    Interlocked.Increment(ref counts[Array.IndexOf(service.Endpoints, endpoint)]);
                }
            }
        );

        Assert.All(counts, count => Assert.Equal(4_000, count));
    }

    private static void PickOften(LiveService service, Serinus.Routing.Match.RequestHead head)
    {
        for (var i = 0u; i < 1000; i++)
        {
            var endpoint = service.Pick(head, i % 7, Fleet.Now, i * 7919)!;
            endpoint.Enter();
            endpoint.Succeeded(Fleet.Now);
            service.Budget.Requested(Fleet.Now);
            service.Budget.TryTake(20, 10, Fleet.Now);
            endpoint.Leave();
        }
    }

    private static void Disable(LiveService service, bool[] available)
    {
        for (var i = 0; i < available.Length; i++)
        {
            if (available[i])
                continue;
            if (i % 2 == 0)
                service.Endpoints[i].SetHealth(false, "test");
            else
                Fleet.Eject(service.Endpoints[i]);
        }
    }

    private static LiveEndpoint[] Without(LiveService service, int index) =>
        [.. service.Endpoints[..index], .. service.Endpoints[(index + 1)..]];
}
