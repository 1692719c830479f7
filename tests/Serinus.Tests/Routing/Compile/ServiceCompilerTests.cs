using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Tests.Routing.Compile;

public sealed class ServiceCompilerTests
{
    [Theory]
    [InlineData("http://10.0.0.1:8080", "http://10.0.0.1:8080", "10.0.0.1", 8080)]
    [InlineData("http://10.0.0.1", "http://10.0.0.1:80", "10.0.0.1", 80)]
    [InlineData("HTTP://App.Example.COM:81", "http://app.example.com:81", "app.example.com", 81)]
    [InlineData("http://[2001:DB8:0::1]:80", "http://[2001:db8::1]:80", "2001:db8::1", 80)]
    [InlineData("http://app.", "http://app:80", "app", 80)]
    [InlineData("https://app", "https://app:443", "app", 443, EndpointScheme.Https)]
    [InlineData("HTTPS://[::1]:8443", "https://[::1]:8443", "::1", 8443, EndpointScheme.Https)]
    [InlineData("h2c://10.0.0.1", "h2c://10.0.0.1:80", "10.0.0.1", 80, EndpointScheme.H2c)]
    public void Endpoints_are_read_to_one_normal_form(
        string address,
        string normal,
        string host,
        int port,
        EndpointScheme scheme = EndpointScheme.Http
    )
    {
        var result = Compile(Given.Service("s", address));

        Assert.Empty(result.Problems);
        Assert.Equal(
            new Serinus.Routing.Endpoint(normal, host, port, false) { Scheme = scheme },
            result.Snapshot.Services[0].Endpoints[0]
        );
    }

    [Theory]
    [InlineData("10.0.0.1:8080", "has no scheme")]
    [InlineData("ftp://a", "scheme that is not supported")]
    [InlineData("http://", "is no host")]
    [InlineData("http://:80", "is no host")]
    [InlineData("http://u:p@a", "user information")]
    [InlineData("http://a/", "more than host and port")]
    [InlineData("http://a/b", "more than host and port")]
    [InlineData("http://a?b", "more than host and port")]
    [InlineData("http://a:0", "port 0")]
    [InlineData("http://a:99999", "is no host")]
    [InlineData("http://a:x", "is no host")]
    [InlineData("http://10.0.0.300", "no IPv4 address")]
    [InlineData("http://010.0.0.1:80", "no IPv4 address")]
    [InlineData("http://::1", "is no host")]
    [InlineData("http://a b", "is no host")]
    public void Endpoints_that_cannot_be_reached_are_told(string address, string message)
    {
        var result = Compile(Given.Service("s", "http://good", address));

        var problem = Assert.Single(result.Problems);
        Assert.Equal("endpoints[1]", problem.Field);
        Assert.Contains(message, problem.Message);
        Assert.NotEmpty(problem.Cure);
        Assert.Empty(result.Snapshot.Services);
    }

    [Fact]
    public void An_endpoint_listed_twice_is_told() =>
        AssertError(Given.Service("s", "http://a", "http://A:80"), "endpoints[1]", "http://a:80 is listed already");

    [Fact]
    public void Health_checks_that_could_never_work_are_told()
    {
        AssertError(Checked(new() { Path = "x" }), "health.path", "\"x\" is no path");
        AssertError(Checked(new() { Path = "/a b" }), "health.path", "is no path");
        AssertError(Checked(new() { Host = "a b" }), "health.host", "is no host");
        AssertError(Checked(new() { StatusMin = 99 }), "health.statusMin", "99 is below 100");
        AssertError(Checked(new() { StatusMax = 600 }), "health.statusMax", "600 is above 599");
        AssertError(
            Checked(new() { StatusMin = 300, StatusMax = 299 }),
            "health.statusMax",
            "299 is below statusMin 300"
        );
        AssertError(Checked(new() { Interval = TimeSpan.Zero }), "health.interval", "0 is too short");
        AssertError(Checked(new() { Timeout = TimeSpan.FromSeconds(-1.5) }), "health.timeout", "-1.5 s is below 0");
        AssertError(Checked(new() { HealthyThreshold = 0 }), "health.healthyThreshold", "0 is below 1");
        AssertError(Checked(new() { UnhealthyThreshold = 0 }), "health.unhealthyThreshold", "0 is below 1");
        Assert.Empty(Compile(Checked(new() { Path = "/health?full=1", Host = "a:80" })).Problems);
    }

    [Fact]
    public void Other_values_out_of_range_are_told()
    {
        var service = Given.Service("s");
        AssertError(service with { PanicPercent = 101 }, "panicPercent", "101 is above 100");
        AssertError(service with { Ejection = new() { Failures = -1 } }, "ejection.failures", "-1 is below 0");
        AssertError(
            service with
            {
                Ejection = new() { Duration = TimeSpan.Zero },
            },
            "ejection.duration",
            "0 is too short"
        );
        AssertError(service with { Pool = new() { IdleMax = -1 } }, "pool.idleMax", "-1 is below 0");
        AssertError(
            service with
            {
                Pool = new() { IdleTime = TimeSpan.FromDays(25) },
            },
            "pool.idleTime",
            "longer than 24 days"
        );
        AssertError(service with { Balance = (BalanceKind)9 }, "balance", "no way to pick");
        AssertError(service with { Balance = BalanceKind.Hash, HashHeader = "a b" }, "hashHeader", "no header name");
        AssertError(service with { Session = new() { Cookie = "a b" } }, "session.cookie", "no cookie name");
        AssertError(
            service with
            {
                Session = new() { CookieMaxAge = TimeSpan.FromSeconds(-1) },
            },
            "session.cookieMaxAge",
            "below 0"
        );
        AssertError(service with { Name = "" }, "name", "the name is empty");
        AssertError(service with { Name = "a\n" }, "name", "a\\x0a");
    }

    [Fact]
    public void A_hash_header_that_is_not_used_is_pointed_out()
    {
        var result = Compile(Given.Service("s") with { HashHeader = "X-User" });

        Assert.Equal(Severity.Warning, Assert.Single(result.Problems).Severity);
        Assert.Single(result.Snapshot.Services);
    }

    private static ServiceConfig Checked(HealthCheckConfig health) => Given.Service("s") with { Health = health };

    private static void AssertError(ServiceConfig service, string field, string message)
    {
        var problem = Assert.Single(Compile(service).Errors());
        Assert.Equal(field, problem.Field);
        Assert.Contains(message, problem.Message);
        Assert.NotEmpty(problem.Cure);
    }

    private static Serinus.Routing.Compile.CompileResult Compile(ServiceConfig service) =>
        Given.Compiled(Given.Fragment() with { Services = [service] });
}
