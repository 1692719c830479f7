using System.Text;
using Serinus.Routing;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Tests.Routing.Compile;

public sealed class StreamRouteCompilerTests
{
    private static readonly StreamRouteConfig Good = new()
    {
        Name = "r",
        Listeners = ["tcp"],
        Backends = [new BackendConfig { Service = "db" }],
    };

    [Fact]
    public void Exact_name_wins_over_one_label_wildcard_and_that_over_no_name()
    {
        var snapshot = Served(
            Good with
            {
                Name = "exact",
                Hosts = ["A.example.com"],
            },
            Good with
            {
                Name = "wildcard",
                Hosts = ["*.example.com"],
            },
            Good with
            {
                Name = "any",
            }
        );

        Assert.Equal("exact", RouteOf(snapshot, "a.example.com"));
        Assert.Equal("wildcard", RouteOf(snapshot, "b.example.com"));
        Assert.Equal("any", RouteOf(snapshot, "b.c.example.com"));
        Assert.Equal("any", RouteOf(snapshot, "example.com"));
        Assert.Equal("any", RouteOf(snapshot, ""));
        Assert.True(snapshot.StreamTable.NeedsName(0));
        Assert.Null(snapshot.StreamTable.Match(1, "a.example.com"u8));
    }

    [Fact]
    public void Without_hosts_no_name_is_needed()
    {
        var snapshot = Served(Good);

        Assert.False(snapshot.StreamTable.NeedsName(0));
        Assert.Equal("r", RouteOf(snapshot, ""));
    }

    [Fact]
    public void Of_two_routes_that_take_the_same_the_first_by_name_is_served_and_the_other_told()
    {
        var result = Compiled(Good with { Name = "b" }, Good with { Name = "a" });

        var problem = Assert.Single(result.Problems);
        Assert.Equal((Severity.Warning, "b"), (problem.Severity, problem.Object.Name));
        Assert.Contains("route a takes the same", problem.Message);
        Assert.Equal("a", RouteOf(result.Snapshot, ""));
    }

    [Fact]
    public void A_route_that_names_no_listener_goes_where_its_endpoints_fit()
    {
        var snapshot = Served(
            Good with
            {
                Listeners = [],
            },
            Good with
            {
                Name = "u",
                Listeners = [],
                Backends = [new BackendConfig { Service = "dns" }],
            }
        );

        Assert.Equal("r", snapshot.StreamTable.Match(0, default)?.Name);
        Assert.Equal("u", snapshot.StreamTable.Match(1, default)?.Name);
        Assert.Null(snapshot.StreamTable.Match(2, default));
    }

    [Fact]
    public void Weights_give_the_same_exact_split_as_those_of_requests()
    {
        var snapshot = Served(
            Good with
            {
                Backends =
                [
                    new BackendConfig { Service = "db", Weight = 60.7m },
                    new BackendConfig { Service = "db2", Weight = 39.3m },
                ],
            }
        );
        var route = snapshot.StreamRoutes[0];
        var sequence = new LiveSequence(route.Split);

        var second = Enumerable.Range(0, 1000).Count(_ => route.Choose(sequence) == 1);

        Assert.Equal(393, second);
    }

    [Theory]
    [InlineData("10.0.0.1", "an address")]
    [InlineData("*", "no host")]
    [InlineData("a.test:443", "holds a port")]
    public void A_host_no_client_can_ask_for_is_told(string host, string message) =>
        AssertError(Good with { Hosts = [host] }, "hosts[0]", message);

    [Fact]
    public void What_a_route_asks_of_others_is_checked()
    {
        AssertError(Good with { Listeners = ["tpc"] }, "listeners[0]", "no listener tpc", "did you mean tcp?");
        AssertError(Good with { Listeners = ["tcp", "web"] }, "listeners[1]", "reads HTTP requests", "protocol tcp");
        AssertError(Good with { Listeners = ["tcp", "udp"] }, "listeners[1]", "relays udp", "one for UDP");
        AssertError(
            Good with
            {
                Backends = [new BackendConfig { Service = "bd" }],
            },
            "backends[0].service",
            "no service bd",
            "db"
        );
        AssertError(
            Good with
            {
                Backends = [new BackendConfig { Service = "dns" }],
            },
            "backends[0].service",
            "udp://127.0.0.1:53 of service dns cannot be used for relaying TCP; its share is closed at once",
            "http:// or tcp://"
        );
        AssertError(
            Good with
            {
                Listeners = ["udp"],
                Hosts = ["a.test"],
                Backends = [new BackendConfig { Service = "dns" }],
            },
            "hosts",
            "datagrams carry no name",
            "leave hosts out"
        );
        AssertError(Good with { Backends = [] }, "backends", "no backends");
        AssertError(Good with { IdleTime = TimeSpan.Zero }, "idleTime", "too short");
        AssertError(Good with { ConnectTime = TimeSpan.FromSeconds(-1) }, "connectTime", "below 0");
    }

    [Fact]
    public void A_route_of_requests_cannot_use_a_listener_or_a_service_of_bytes()
    {
        var web = Given.Route("web") with { Listeners = ["tcp"], Backends = [new BackendConfig { Service = "db" }] };
        var result = Given.Compiled(Fragment(Good) with { Routes = [web] });

        Assert.Equal(["listeners[0]", "backends[0].service"], result.Errors().Select(problem => problem.Field));
        Assert.Contains("relays tcp and reads no requests", result.Errors()[0].Message);
        Assert.Contains(
            "tcp://127.0.0.1:5432 of service db cannot be used for HTTP requests",
            result.Errors()[1].Message
        );
        Assert.Null(result.Snapshot.Routes[0].Backends[0].Service);
    }

    [Fact]
    public void A_listener_that_no_route_takes_from_is_told()
    {
        var problem = Assert.Single(
            Given.Compiled(Fragment() with { StreamRoutes = [] }).Problems,
            about => about.Object.Name == "tcp"
        );

        Assert.Equal(Severity.Warning, problem.Severity);
        Assert.Contains("no stream route", problem.Message);
    }

    [Fact]
    public void What_is_meant_for_requests_has_no_place_on_a_listener_of_bytes()
    {
        var listener = new ListenerConfig
        {
            Name = "l",
            Address = ":7000",
            Protocol = ListenerProtocol.Udp,
            Tls = new ListenerTlsConfig(),
            Filters = [new() { Redirect = new() { Scheme = "https" } }],
            TrustedNetworks = [],
            ProxyProtocol = new ProxyProtocolConfig(),
        };

        var result = Given.Compiled(new Fragment { Provider = "file", Listeners = [listener] });

        Assert.Equal(
            ["tls", "filters", "trustedNetworks", "proxyProtocol", "proxyProtocol.from"],
            result.Errors().Select(problem => problem.Field)
        );
    }

    [Theory]
    [InlineData("udp://a:1", "health", "datagrams have no connection")]
    [InlineData("tcp://a:1", "health.path", "cannot be asked for a path")]
    [InlineData("tcp://a", "endpoints[0]", "has no port")]
    public void What_an_endpoint_cannot_do_is_not_promised(string endpoint, string field, string message)
    {
        var service = Given.Service("s", endpoint) with { Health = new HealthCheckConfig { Path = "/" } };

        var problem = Assert.Single(Given.Compiled(new Fragment { Provider = "file", Services = [service] }).Errors());

        Assert.Equal(field, problem.Field);
        Assert.Contains(message, problem.Message);
    }

    [Theory]
    [InlineData("udp://a:1", "no PROXY header")]
    [InlineData("h2c://a:1", "the requests of many clients")]
    public void A_PROXY_header_needs_a_connection_of_one_client(string endpoint, string message)
    {
        var service = Given.Service("s", endpoint) with { ProxyProtocol = ProxyProtocolVersion.V2 };

        var problem = Assert.Single(Given.Compiled(new Fragment { Provider = "file", Services = [service] }).Errors());

        Assert.Equal("proxyProtocol", problem.Field);
        Assert.Contains(message, problem.Message);
    }

    [Fact]
    public void TCP_and_UDP_listeners_may_have_the_same_port()
    {
        var result = Given.Compiled(
            new Fragment
            {
                Provider = "file",
                Listeners =
                [
                    new ListenerConfig
                    {
                        Name = "a",
                        Address = ":53",
                        Protocol = ListenerProtocol.Tcp,
                    },
                    new ListenerConfig
                    {
                        Name = "b",
                        Address = ":53",
                        Protocol = ListenerProtocol.Udp,
                    },
                    new ListenerConfig
                    {
                        Name = "c",
                        Address = ":53",
                        Protocol = ListenerProtocol.Udp,
                    },
                ],
            }
        );

        Assert.Equal("c", Assert.Single(result.Errors()).Object.Name);
    }

    [Fact]
    public void What_does_not_change_is_taken_over_and_follows_its_services()
    {
        var fragment = Fragment(Good);
        var first = Given.Compiled(fragment).Snapshot;
        var second = Given.Compiled(fragment, first).Snapshot;
        Assert.Same(first.StreamRoutes[0], second.StreamRoutes[0]);

        var moved = Given
            .Compiled(fragment with { Services = [Given.Service("db", "tcp://127.0.0.1:5433")] }, second)
            .Snapshot;

        Assert.Equal(5433, moved.StreamRoutes[0].Backends[0].Service!.Endpoints[0].Port);
    }

    private static string? RouteOf(Snapshot snapshot, string name) =>
        snapshot.StreamTable.Match(0, Encoding.ASCII.GetBytes(name))?.Name;

    private static Snapshot Served(params StreamRouteConfig[] routes)
    {
        var result = Compiled(routes);
        Assert.Empty(result.Problems);
        return result.Snapshot;
    }

    private static void AssertError(StreamRouteConfig route, string field, string message, string cure = "")
    {
        var problem = Assert.Single(Compiled(route).Errors());
        Assert.Equal((field, "stream route"), (problem.Field, problem.Object.Kind));
        Assert.Contains(message, problem.Message);
        Assert.Contains(cure, problem.Cure);
    }

    /// <summary>Without what is told of listeners: most tests leave one of them without a route.</summary>
    private static CompileResult Compiled(params StreamRouteConfig[] routes)
    {
        var result = Given.Compiled(Fragment(routes));
        return result with
        {
            Problems = [.. result.Problems.Where(problem => problem.Object.Kind != ObjectId.Listener)],
        };
    }

    private static Fragment Fragment(params StreamRouteConfig[] routes) =>
        new()
        {
            Provider = "file",
            Listeners =
            [
                new ListenerConfig
                {
                    Name = "tcp",
                    Address = ":5432",
                    Protocol = ListenerProtocol.Tcp,
                },
                new ListenerConfig
                {
                    Name = "udp",
                    Address = ":5353",
                    Protocol = ListenerProtocol.Udp,
                },
                new ListenerConfig { Name = "web", Address = ":8000" },
            ],
            StreamRoutes = [.. routes],
            Services =
            [
                Given.Service("db", "tcp://127.0.0.1:5432"),
                Given.Service("db2", "http://127.0.0.1:5433"),
                Given.Service("dns", "udp://127.0.0.1:53"),
            ],
        };
}
