using System.Collections.Immutable;
using System.Text;
using Serinus.Routing;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Tests.Routing.Compile;

/// <summary>Short ways to say what routing tests are given.</summary>
internal static class Given
{
    public static byte[] Key { get; } = Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef");

    public static RouteConfig Route(string name, string? host = null, string? prefix = null) =>
        new()
        {
            Name = name,
            Hosts = host is null ? [] : [host],
            Path = prefix is null ? null : new PathConfig(PathKind.Prefix, prefix),
            Backends = [new BackendConfig { Service = "app" }],
        };

    public static RouteConfig Canary(string name, decimal stable, decimal canary) =>
        Route(name) with
        {
            Backends =
            [
                new BackendConfig { Service = "app", Weight = stable },
                new BackendConfig { Service = "app-canary", Weight = canary },
            ],
        };

    public static ServiceConfig Service(string name, params string[] endpoints) =>
        new() { Name = name, Endpoints = [.. endpoints.Select(address => new EndpointConfig(address))] };

    public static Fragment Fragment(params RouteConfig[] routes) =>
        new()
        {
            Provider = "file",
            Listeners = [new ListenerConfig { Name = "web", Address = ":8000" }],
            Routes = [.. routes],
            Services = [Service("app", "http://127.0.0.1:9001"), Service("app-canary", "http://127.0.0.1:9003")],
        };

    public static CompileResult Compiled(Fragment fragment, Snapshot? previous = null) =>
        Compiler.Compile([fragment], previous, Key);

    public static Snapshot Snapshot(params RouteConfig[] routes)
    {
        var (snapshot, problems) = Compiled(Fragment(routes));
        Assert.Empty(problems.Where(problem => problem.Severity == Severity.Error));
        return snapshot;
    }

    public static RequestHead Get(string url, params (string Name, string Value)[] headers) =>
        Request("GET", url, headers);

    public static RequestHead Request(string method, string url, params (string Name, string Value)[] headers) =>
        RequestHeadText.Create(method, url, headers.Select(header => KeyValuePair.Create(header.Name, header.Value)));

    public static ImmutableArray<Problem> Errors(this CompileResult result) =>
        [.. result.Problems.Where(problem => problem.Severity == Severity.Error)];
}
