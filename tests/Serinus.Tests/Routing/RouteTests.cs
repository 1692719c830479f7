using System.Text;
using CsCheck;
using Serinus.Routing;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Routing;

public sealed class RouteTests
{
    private static readonly CohortConfig ByUser = new() { By = CohortKey.Header, Name = "X-User" };

    [Fact]
    public void A_route_with_one_backend_takes_no_number()
    {
        var route = Given.Snapshot(Given.Route("r")).Routes[0];
        var sequence = new LiveSequence(route.Split);

        Assert.Equal(new Choice(0, ChoiceReason.Single), route.Choose(Given.Get("http://a/"), sequence, 0));
        Assert.Equal(0UL, sequence.Current);
    }

    [Fact]
    public void Without_cohort_each_request_has_its_turn()
    {
        var route = Canary(Given.Canary("r", 90, 10));
        var sequence = new LiveSequence(route.Split);

        var choices = Enumerable
            .Range(0, 1000)
            .Select(_ => route.Choose(Given.Get("http://a/"), sequence, 0))
            .ToArray();

        Assert.Equal(100, choices.Count(choice => choice.Backend == 1));
        Assert.All(choices, choice => Assert.Equal((ChoiceReason.Weight, -1), (choice.Reason, choice.Bucket)));
    }

    [Fact]
    public void Weights_of_0_choose_no_backend()
    {
        var route = Canary(Given.Canary("r", 0, 0) with { Cohort = new CohortConfig() });

        Assert.Equal(-1, Choose(route, Given.Get("http://a/")).Backend);
        Assert.Equal(-1, Choose(route, Given.Get("http://a/")).Bucket);
    }

    [Fact]
    public void A_trusted_client_forces_any_backend_and_nobody_else_does()
    {
        var route = Canary(
            Given.Canary("r", 100, 0) with
            {
                Force = new ForceConfig
                {
                    Header = "X-Canary",
                    Cookie = "canary",
                    From = ["10.0.0.0/8"],
                },
            }
        );

        int Forced(string client, params (string, string)[] headers)
        {
            var head = Given.Get("http://a/", headers);
            Assert.True(ClientAddress.TryParse(Encoding.ASCII.GetBytes(client), out var address));
            head.Client = address;
            return Choose(route, head) is { Reason: ChoiceReason.Forced, Backend: var backend } ? backend : -1;
        }

        Assert.Equal(1, Forced("10.1.2.3", ("x-canary", "app-canary")));
        Assert.Equal(1, Forced("10.1.2.3", ("x-canary", "always")));
        Assert.Equal(0, Forced("10.1.2.3", ("x-canary", "never")));
        Assert.Equal(0, Forced("10.1.2.3", ("x-canary", "app"), ("cookie", "canary=always")));
        Assert.Equal(1, Forced("10.1.2.3", ("x-canary", "nonsense"), ("cookie", "a=b; canary=always")));
        Assert.Equal(-1, Forced("10.1.2.3", ("x-canary", "nonsense")));
        Assert.Equal(-1, Forced("10.1.2.3", ("x-canary", "")));
        Assert.Equal(-1, Forced("11.1.2.3", ("x-canary", "always"), ("cookie", "canary=always")));
        Assert.Equal("x-canary", Encoding.ASCII.GetString(route.Force!.HeaderName));
    }

    [Fact]
    public void The_first_rule_that_holds_forces_a_backend_for_trusted_clients_after_header_and_cookie()
    {
        var route = Given
            .Snapshot(
                Given.Canary("r", 100, 0) with
                {
                    Force = new ForceConfig
                    {
                        Header = "X-Canary",
                        From = ["10.0.0.0/8"],
                        Rules =
                        [
                            new()
                            {
                                Header = "X-Beta",
                                Value = "no",
                                Backend = "app",
                            },
                            new()
                            {
                                Header = "x-beta",
                                Regex = "[a-z]+",
                                Backend = "app-canary",
                            },
                            new()
                            {
                                Cookie = "beta",
                                Value = "1",
                                Backend = "app-canary",
                            },
                            new()
                            {
                                Cookie = "beta",
                                Regex = ".*",
                                Backend = "app",
                            },
                        ],
                    },
                }
            )
            .Routes[0];

        int Forced(string client, params (string, string)[] headers)
        {
            var head = Given.Get("http://a/", headers);
            Assert.True(ClientAddress.TryParse(Encoding.ASCII.GetBytes(client), out var address));
            head.Client = address;
            return Choose(route, head) is { Reason: ChoiceReason.Forced, Backend: var backend } ? backend : -1;
        }

        Assert.Equal(0, Forced("10.1.2.3", ("X-Beta", "no")));
        Assert.Equal(1, Forced("10.1.2.3", ("X-Beta", "yes")));
        Assert.Equal(-1, Forced("10.1.2.3", ("X-Beta", "YES")));
        Assert.Equal(-1, Forced("10.1.2.3", ("X-Beta", "yes"), ("X-Beta", "no")));
        Assert.Equal(1, Forced("10.1.2.3", ("cookie", "a=b; beta=1")));
        Assert.Equal(0, Forced("10.1.2.3", ("cookie", "beta=2")));
        Assert.Equal(0, Forced("10.1.2.3", ("X-Canary", "never"), ("X-Beta", "yes")));
        Assert.Equal(1, Forced("10.1.2.3", ("X-Canary", "nonsense"), ("X-Beta", "yes")));
        Assert.Equal(-1, Forced("11.1.2.3", ("X-Beta", "yes"), ("cookie", "beta=1")));
    }

    [Fact]
    public void Force_wins_over_cookie_cookie_over_hash_and_hash_over_weight()
    {
        var route = Canary(
            Given.Canary("r", 50, 50) with
            {
                Cohort = ByUser,
                Force = new ForceConfig { Header = "force", From = ["0.0.0.0/0", "::/0"] },
            }
        );
        var user = Enumerable
            .Range(0, 100)
            .First(i => route.Cohort!.BucketOf(Encoding.ASCII.GetBytes($"{i}")) < 500_000);
        var cookie = CookieOf(route, new Choice(0, ChoiceReason.Weight, 700_000));

        ChoiceReason Reason(params (string, string)[] headers) => Choose(route, Given.Get("http://a/", headers)).Reason;

        Assert.Equal(ChoiceReason.Forced, Reason(("force", "never"), ("cookie", cookie), ("x-user", $"{user}")));
        Assert.Equal(ChoiceReason.Cohort, Reason(("cookie", cookie), ("x-user", $"{user}")));
        Assert.Equal(ChoiceReason.Hash, Reason(("x-user", $"{user}")));
        Assert.Equal(ChoiceReason.Weight, Reason(("x-user", "")));
        Assert.Equal(ChoiceReason.Weight, Reason());
    }

    [Fact]
    public void A_user_with_a_key_stays_and_a_ramp_only_adds_users() =>
        Gen.Select(Gen.Int[0, 100], Gen.Int[0, 100], Gen.Int[0, 10_000])
            .Sample(
                (one, other, user) =>
                {
                    var head = Given.Get("http://a/", ("x-user", $"user-{user}"));
                    var before = Choose(Canary(Ramp(Math.Min(one, other))), head);
                    var after = Choose(Canary(Ramp(Math.Max(one, other))), head);
                    return before.Reason == ChoiceReason.Hash
                        && before.Bucket == -1
                        && (before.Backend == 0 || after.Backend == 1);
                },
                iter: 300
            );

    [Fact]
    public void Hashed_users_are_spread_as_the_weights_say()
    {
        var route = Canary(Ramp(10));
        var canary = Enumerable
            .Range(0, 100_000)
            .Count(user => route.Split.ByBucket(route.Cohort!.BucketOf(Encoding.ASCII.GetBytes($"user-{user}"))) == 1);

        // Four standard deviations of a binomial draw are 380; the hash is keyed, so this is the same in every run.
        Assert.InRange(canary, 10_000 - 380, 10_000 + 380);
    }

    [Fact]
    public void Another_salt_picks_other_users()
    {
        var one = Canary(Ramp(50)).Cohort!;
        var other = Canary(Ramp(50) with { Cohort = ByUser with { Salt = "summer" } }).Cohort!;

        var same = Enumerable
            .Range(0, 10_000)
            .Select(user => Encoding.ASCII.GetBytes($"user-{user}"))
            .Count(user => one.BucketOf(user) < 500_000 == other.BucketOf(user) < 500_000);

        Assert.InRange(same, 4800, 5200);
    }

    [Fact]
    public void The_client_address_can_be_the_key()
    {
        var route = Canary(Given.Canary("r", 50, 50) with { Cohort = new CohortConfig { By = CohortKey.ClientIp } });
        var head = Given.Get("http://a/");
        var backends = new HashSet<int>();
        for (byte host = 0; host < 50; host++)
        {
            head.Client = ClientAddress.From(new System.Net.IPAddress([10, 0, 0, host]));
            var choice = Choose(route, head);
            Assert.Equal((ChoiceReason.Hash, choice.Backend), (choice.Reason, Choose(route, head).Backend));
            backends.Add(choice.Backend);
        }

        Assert.Equal(2, backends.Count);
    }

    [Fact]
    public void New_users_are_split_exactly_and_remembered_where_they_went()
    {
        var route = Canary(Given.Canary("r", 90, 10) with { Cohort = new CohortConfig() });
        var sequence = new LiveSequence(route.Split);
        var random = new Random(1);

        var first = Enumerable
            .Range(0, 1000)
            .Select(_ => route.Choose(Given.Get("http://a/"), sequence, (uint)random.NextInt64(uint.MaxValue)))
            .ToArray();

        Assert.Equal(100, first.Count(choice => choice.Backend == 1));
        foreach (var choice in first)
        {
            var back = route.Choose(Given.Get("http://a/", ("cookie", CookieOf(route, choice))), sequence, 0);
            Assert.Equal(new Choice(choice.Backend, ChoiceReason.Cohort), back);
        }

        Assert.Equal(1000UL, sequence.Current);
    }

    [Fact]
    public void Drain_keeps_remembered_users_even_at_weight_0_and_evict_does_not()
    {
        var ten = Canary(Given.Canary("r", 90, 10) with { Cohort = new CohortConfig() });
        var onCanary = Given.Get("http://a/", ("cookie", CookieOf(ten, new Choice(1, ChoiceReason.Weight, 50_000))));
        var drained = Canary(Given.Canary("r", 100, 0) with { Cohort = new CohortConfig() });
        var evicted = Canary(
            Given.Canary("r", 100, 0) with
            {
                Cohort = new CohortConfig { Policy = CohortPolicy.Evict },
            }
        );

        Assert.Equal(new Choice(1, ChoiceReason.Cohort), Choose(drained, onCanary));
        Assert.Equal(new Choice(0, ChoiceReason.Cohort, 50_000), Choose(evicted, onCanary));
    }

    [Fact]
    public void Users_of_a_backend_that_is_gone_go_by_their_bucket_and_are_told_anew()
    {
        var before = Canary(Given.Canary("r", 90, 10) with { Cohort = new CohortConfig() });
        var after = Canary(
            Given.Canary("r", 90, 10) with
            {
                Cohort = new CohortConfig(),
                Backends =
                [
                    new BackendConfig { Service = "app", Weight = 90 },
                    new BackendConfig
                    {
                        Service = "app-canary",
                        Name = "next",
                        Weight = 10,
                    },
                ],
            }
        );
        var cookie = CookieOf(before, new Choice(1, ChoiceReason.Weight, 50_000));

        Assert.Equal(
            new Choice(1, ChoiceReason.Cohort, 50_000),
            Choose(after, Given.Get("http://a/", ("cookie", cookie)))
        );
    }

    [Fact]
    public void Evicted_users_follow_a_ramp_that_only_adds_users() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[1, 100], Gen.UInt)
            .Sample(
                (one, other, random) =>
                {
                    var low = Canary(Evicting(Math.Min(one, other)));
                    var high = Canary(Evicting(Math.Max(one, other)));
                    var first = low.Choose(Given.Get("http://a/"), new LiveSequence(low.Split), random);
                    var cookie = CookieOf(low, first);
                    var later = Choose(high, Given.Get("http://a/", ("cookie", cookie)));
                    return later.Reason == ChoiceReason.Cohort && (first.Backend == 0 || later.Backend == 1);
                },
                iter: 300
            );

    private static RouteConfig Ramp(int percent) => Given.Canary("r", 100 - percent, percent) with { Cohort = ByUser };

    private static RouteConfig Evicting(int percent) =>
        Given.Canary("r", 100 - percent, percent) with
        {
            Cohort = new CohortConfig { Policy = CohortPolicy.Evict },
        };

    private static Route Canary(RouteConfig config) => Given.Snapshot(config).Routes[0];

    private static Choice Choose(Route route, RequestHead head) =>
        route.Choose(head, new LiveSequence(route.Split), 0x8000_0000);

    private static string CookieOf(Route route, Choice choice)
    {
        var bytes = new byte[route.Cohort!.SetCookieBytesMax];
        var text = Encoding.ASCII.GetString(bytes, 0, route.Cohort.WriteSetCookie(choice, false, bytes));
        return text[..text.IndexOf(';')];
    }
}
