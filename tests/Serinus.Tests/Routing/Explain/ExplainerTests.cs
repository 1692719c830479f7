using System.Text;
using System.Text.Json;
using Serinus.Routing.Config;
using Serinus.Routing.Explain;
using Serinus.Routing.Match;
using Serinus.Routing.Split;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Routing.Explain;

public sealed class ExplainerTests
{
    [Fact]
    public void It_lists_the_routes_asked_and_why_each_took_it_or_not()
    {
        var snapshot = Given.Snapshot(
            Given.Route("post", "a.test", "/api") with
            {
                Methods = ["POST", "PUT"],
            },
            Given.Route("beta", "a.test", "/api") with
            {
                Headers = [new("X-Beta", ValueKind.Exact, "1")],
            },
            Given.Route("page", "a.test", "/api") with
            {
                Query = [new("page", ValueKind.Present)],
            },
            Given.Route("digits", "*.test") with
            {
                Path = new PathConfig(PathKind.Regex, "/[0-9]+"),
            },
            Given.Route("rest"),
            Given.Route("never-asked", null, "/other")
        );

        var explanation = Explainer.Explain(snapshot, Given.Get("http://A.test:8000/x/../api/./%7E?p=1"));

        Assert.Equal(new("GET", "http", "a.test", "/api/~", "p=1", "::", "web"), explanation.Request);
        Assert.Equal("rest", explanation.Route);
        Assert.Equal(
            [
                ("post", "a.test", Mismatch.Method, "method GET is not one of POST, PUT"),
                ("beta", "a.test", Mismatch.Header, "header X-Beta is not 1"),
                ("page", "a.test", Mismatch.Query, "query parameter page is not there"),
                ("digits", "*.test", Mismatch.Path, "path does not match pattern /[0-9]+"),
                ("rest", "", Mismatch.None, "takes it: any path"),
            ],
            explanation.Considered.Select(route => (route.Name, route.Host, route.Mismatch, route.Reason))
        );
    }

    [Fact]
    public void It_says_which_filters_answer_a_request_those_of_its_listener_first()
    {
        var route = Given.Route("r") with
        {
            Filters =
            [
                new() { Allow = new() { From = ["10.0.0.0/8"] } },
                new()
                {
                    Redirect = new() { Regex = "^http://a.test/x(.*)", Replacement = "https://a.test/$1" },
                },
            ],
        };
        var fragment = Given.Fragment(route) with
        {
            Listeners =
            [
                new()
                {
                    Name = "web",
                    Address = ":1",
                    Filters = [new() { Allow = new() { From = ["10.0.0.0/8", "11.0.0.0/8"] } }],
                },
            ],
        };
        var snapshot = Given.Compiled(fragment).Snapshot;

        var passes = Explain("http://a.test/y", "10.1.1.1");
        Assert.NotNull(passes.Choice);
        Assert.Equal(
            [
                "listener web: lets in 10.0.0.0/8, 11.0.0.0/8",
                "lets in 10.0.0.0/8",
                "redirects with 302 what matches ^http://a.test/x(.*) to https://a.test/$1",
            ],
            passes.Filters
        );
        var turnedAway = Explain("http://a.test/y", "11.1.1.1");
        Assert.Null(turnedAway.Choice);
        Assert.Equal("lets in 10.0.0.0/8: client 11.1.1.1 is answered 403", turnedAway.Filters[1]);
        Assert.EndsWith(
            ": http://a.test/x/z becomes https://a.test//z",
            Explain("http://a.test/x/z", "10.1.1.1").Filters[2]
        );

        Explanation Explain(string url, string client)
        {
            var head = Given.Get(url);
            Assert.True(ClientAddress.TryParse(Encoding.ASCII.GetBytes(client), out var address));
            head.Client = address;
            return Explainer.Explain(snapshot, head);
        }
    }

    [Fact]
    public void It_says_what_a_host_was_probably_meant_to_be_when_no_route_takes_it()
    {
        var explanation = Explainer.Explain(
            Given.Snapshot(Given.Route("r", "shop.example.com")),
            Given.Get("http://shpo.example.com/")
        );

        Assert.Null(explanation.Route);
        Assert.Empty(explanation.Considered);
        Assert.Contains("404", Assert.Single(explanation.Warnings));
        Assert.EndsWith("did you mean shop.example.com?", explanation.Warnings[0]);
    }

    [Fact]
    public void It_shows_shares_endpoints_and_how_the_backend_is_chosen()
    {
        var explanation = Explainer.Explain(Given.Snapshot(Given.Canary("r", 60.7m, 39.3m)), Given.Get("http://a/"));

        Assert.Equal(new(ChoiceReason.Weight, null, "by weight: app 60.7 %, app-canary 39.3 %"), explanation.Choice);
        Assert.Equal([60.7, 39.3], explanation.Backends.Select(backend => backend.SharePercent));
        Assert.Equal(["http://127.0.0.1:9003"], explanation.Backends[1].Endpoints);
        Assert.Empty(explanation.Warnings);
    }

    [Fact]
    public void It_says_which_user_goes_where()
    {
        var route = Given.Canary("r", 50, 50) with
        {
            Cohort = new CohortConfig { By = CohortKey.Header, Name = "X-User" },
        };
        var snapshot = Given.Snapshot(route);
        var head = Given.Get("http://a/", ("x-user", "4711"));
        var choice = snapshot.Routes[0].Choose(head, new LiveSequence(snapshot.Routes[0].Split), 0);

        var explained = Explainer.Explain(snapshot, head).Choice!;

        Assert.Equal(
            (ChoiceReason.Hash, snapshot.Routes[0].Backends[choice.Backend].Name),
            (explained.Reason, explained.Backend)
        );
        Assert.Contains($"bucket {snapshot.Routes[0].Cohort!.BucketOfKey(head)}", explained.Text);
    }

    [Fact]
    public void It_warns_of_choices_and_cookies_that_do_not_count()
    {
        var route = Given.Canary("r", 50, 50) with
        {
            Cohort = new CohortConfig { Cookie = "arm" },
            Force = new ForceConfig { Header = "X-Canary", From = ["10.0.0.0/8"] },
        };
        var snapshot = Given.Snapshot(route);
        var head = Given.Get("http://a/", ("X-Canary", "nonsense"), ("Cookie", "arm=1.2.3"));
        Assert.True(ClientAddress.TryParse("1.2.3.4"u8, out var stranger));
        Assert.True(ClientAddress.TryParse("10.2.3.4"u8, out var friend));

        head.Client = stranger;
        var untrusted = Explainer.Explain(snapshot, head);
        head.Client = friend;
        var trusted = Explainer.Explain(snapshot, head);

        Assert.Contains("forced choice nonsense is ignored: client 1.2.3.4 is not in force.from", untrusted.Warnings);
        Assert.Contains("forced choice nonsense is ignored: it names no backend of route r", trusted.Warnings);
        Assert.Contains("cookie arm is ignored: it was not signed for this route", trusted.Warnings);
    }

    [Fact]
    public void It_warns_of_backends_nobody_can_reach()
    {
        var fragment = Given.Fragment(
            Given.Canary("r", 50, 50) with
            {
                Backends = [new BackendConfig { Service = "empty" }, new BackendConfig { Service = "gone" }],
            }
        ) with
        {
            Services = [new ServiceConfig { Name = "empty", Endpoints = [new("http://a") { Draining = true }] }],
        };

        var explanation = Explainer.Explain(Given.Compiled(fragment).Snapshot, Given.Get("http://a/"));

        Assert.Equal(
            [
                "backend empty: service empty has no endpoint that takes new requests",
                "backend gone: there is no service gone",
            ],
            explanation.Warnings
        );
    }

    [Fact]
    public void It_says_what_filters_do_and_asks_no_backend_after_an_answer()
    {
        var explanation = Explainer.Explain(
            Given.Snapshot(
                Given.Route("r") with
                {
                    Filters =
                    [
                        new()
                        {
                            RequestHeaders = new() { Remove = ["X-A"], Set = [new("X-B", "1")] },
                        },
                        new()
                        {
                            Redirect = new()
                            {
                                Scheme = "https",
                                Path = new() { Prefix = "/new" },
                                Status = 301,
                            },
                        },
                    ],
                }
            ),
            Given.Get("http://a/")
        );

        Assert.Equal(
            [
                "request headers: remove X-A, set X-B: 1",
                "redirects with 301 to scheme https, path with the matched prefix replaced by /new",
            ],
            explanation.Filters
        );
        Assert.Null(explanation.Choice);
    }

    [Fact]
    public void It_tells_what_a_rollout_lays_over_the_route()
    {
        var overlay = new OverlayConfig
        {
            Name = "ro",
            Stable = "app",
            Canary = "app-canary",
            CanaryPercent = 5,
            MirrorPercent = 2.5m,
            Match =
            [
                new() { Headers = [new("X-Beta", ValueKind.Exact, "1")], Cookies = [new("c", ValueKind.Present)] },
            ],
            Generation = 7,
        };
        var snapshot = Given.Compiled(Given.Fragment(Given.Canary("r", 50, 50)) with { Overlays = [overlay] }).Snapshot;

        var plain = Explainer.Explain(snapshot, Given.Get("http://a/"));
        var matched = Explainer.Explain(snapshot, Given.Get("http://a/", ("X-Beta", "1"), ("Cookie", "c=")));

        Assert.Equal(
            (
                "ro",
                5m,
                7L,
                "app-canary gets 5 % of what app and app-canary get together; "
                    + "app-canary gets requests where header X-Beta is 1 and cookie c is there; "
                    + "app-canary gets copies of 2.5 % of requests"
            ),
            (plain.Rollout!.Name, plain.Rollout.CanaryPercent, plain.Rollout.Generation, plain.Rollout.Text)
        );
        Assert.Equal("by weight: app 95 %, app-canary 5 %", plain.Choice?.Text);
        Assert.Equal(
            "rollout ro sends requests to app-canary where header X-Beta is 1 and cookie c is there",
            matched.Choice?.Text
        );
    }

    [Fact]
    public void A_trace_of_very_many_routes_is_cut()
    {
        var routes = Enumerable.Range(0, 300).Select(i => Given.Route($"r-{i:000}") with { Methods = [$"M{i}"] });

        var explanation = Explainer.Explain(Given.Snapshot([.. routes]), Given.Get("http://a/"));

        Assert.Equal(Explainer.ConsideredMax, explanation.Considered.Length);
        Assert.StartsWith("300 routes were asked", explanation.Warnings[0]);
    }

    [Fact]
    public void It_can_be_written_as_JSON()
    {
        var explanation = Explainer.Explain(Given.Snapshot(Given.Canary("r", 90, 10)), Given.Get("http://a/"));

        var json = JsonSerializer.Serialize(explanation, JsonSerializerOptions.Web);

        Assert.Contains("\"sharePercent\":10", json);
        Assert.Equal(Encoding.UTF8.GetByteCount(json), json.Length);
    }
}
