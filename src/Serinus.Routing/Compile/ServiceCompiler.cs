using System.Collections.Immutable;
using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Routing.Compile;

/// <summary>Checks and compiles services.</summary>
/// <param name="signingKey">Keys the cookies of sessions.</param>
/// <param name="isKeyNew">Whether the key is another than that of the snapshot whose services are taken over.</param>
internal sealed class ServiceCompiler(ReadOnlyMemory<byte> signingKey, bool isKeyNew)
    : ObjectCompiler<ServiceConfig, Service>(ObjectId.Service)
{
    protected override string NameOf(ServiceConfig config) => config.Name;

    protected override Origin? OriginOf(ServiceConfig config) => config.Origin;

    protected override ServiceConfig ConfigOf(Service served) => served.Config;

    protected override IEnumerable<Problem> WarningsOf(Service served) => served.Warnings;

    protected override Service? Build(ServiceConfig config, int index, ObjectReport report)
    {
        var endpoints = Endpoints(config.Endpoints, report);
        CheckBalance(config, report);
        if (config.Session is { } session)
            CheckSession(session, report);
        if (config.Health is { } health)
            CheckHealth(health, report);
        CheckKinds(config, endpoints, report);
        UpstreamChecks.Check(config, endpoints, report);
        ValueChecks.NotNegative(report, "ejection.failures", config.Ejection.Failures);
        if (config.Ejection.Failures > 0)
            ValueChecks.PositiveDuration(report, "ejection.duration", config.Ejection.Duration);
        ValueChecks.Range(report, "panicPercent", config.PanicPercent, 0, 100);
        ValueChecks.NotNegative(report, "pool.idleMax", config.Pool.IdleMax);
        ValueChecks.Duration(report, "pool.idleTime", config.Pool.IdleTime);
        return report.HasErrors
            ? null
            : Make(config, endpoints, SessionOf(config, endpoints), [.. report.Problems], index);
    }

    protected override Service Reuse(Service last, int index)
    {
        var hasNewKey = isKeyNew && last.Session is not null;
        if (last.Index == index && !hasNewKey)
            return last;
        var session = hasNewKey ? SessionOf(last.Config, last.Endpoints) : last.Session;
        return Make(last.Config, last.Endpoints, session, last.Warnings, index);
    }

    private Session? SessionOf(ServiceConfig config, ImmutableArray<Endpoint> endpoints) =>
        config.Session is { } session ? Session.Create(session, config.Name, endpoints, signingKey.Span) : null;

    private static Service Make(
        ServiceConfig config,
        ImmutableArray<Endpoint> endpoints,
        Session? session,
        ImmutableArray<Problem> warnings,
        int index
    ) =>
        new()
        {
            Index = index,
            Name = config.Name,
            Endpoints = endpoints,
            Session = session,
            Config = config,
            Warnings = warnings,
        };

    private static ImmutableArray<Endpoint> Endpoints(ImmutableArray<EndpointConfig> configs, ObjectReport report)
    {
        var endpoints = ImmutableArray.CreateBuilder<Endpoint>(configs.Length);
        var places = new Dictionary<string, int>(configs.Length, StringComparer.Ordinal);
        for (var i = 0; i < configs.Length; i++)
        {
            if (!EndpointParser.TryParse(configs[i], out var endpoint, out var message, out var cure))
                report.Error($"endpoints[{i}]", message, cure);
            else if (!places.TryAdd(endpoint.Address, i))
                report.Error(
                    $"endpoints[{i}]",
                    $"{endpoint.Address} is listed already as endpoints[{places[endpoint.Address]}]",
                    "list each endpoint once; shares are set by the weights of backends"
                );
            else
                endpoints.Add(endpoint);
        }

        return endpoints.ToImmutable();
    }

    /// <summary>What is asked of endpoints must be possible with all of them.</summary>
    private static void CheckKinds(ServiceConfig config, ImmutableArray<Endpoint> endpoints, ObjectReport report)
    {
        foreach (var endpoint in endpoints)
        {
            if (EndpointSchemes.Fits(endpoint, EndpointUse.Udp))
            {
                if (config.Health is not null)
                    report.Error(
                        "health",
                        $"{endpoint.Address} cannot be checked: datagrams have no connection to open",
                        "leave health out"
                    );
                if (config.ProxyProtocol != ProxyProtocolVersion.None)
                    report.Error(
                        "proxyProtocol",
                        $"{endpoint.Address} gets datagrams, which carry no PROXY header",
                        "leave proxyProtocol out"
                    );
            }
            else if (config.Health?.Path is not null && !EndpointSchemes.Fits(endpoint, EndpointUse.Http))
            {
                report.Error(
                    "health.path",
                    $"{endpoint.Address} cannot be asked for a path",
                    "leave path out: opening a connection is then the check"
                );
            }

            if (report.HasErrors)
                return;
        }
    }

    private static void CheckBalance(ServiceConfig config, ObjectReport report)
    {
        if (!Enum.IsDefined(config.Balance))
            report.Error("balance", $"{config.Balance} is no way to pick an endpoint", "use one of those documented");
        if (config.HashHeader is not { } header)
            return;
        ValueChecks.HeaderName(report, "hashHeader", header);
        if (config.Balance != BalanceKind.Hash)
            report.Warn(
                "hashHeader",
                $"header {header} is not used: the service does not balance by hash",
                "set balance to hash"
            );
    }

    private static void CheckSession(SessionConfig session, ObjectReport report)
    {
        if (session.Cookie is { } cookie)
            ValueChecks.CookieName(report, "session.cookie", cookie);
        if (session.CookieMaxAge < TimeSpan.Zero)
            report.Error("session.cookieMaxAge", "the age is below 0", "use 0 for a session cookie");
        else if (session.CookieMaxAge > TimeSpan.FromDays(400))
            report.Warn("session.cookieMaxAge", "browsers keep no cookie longer than 400 days", "use 400 days at most");
    }

    private static void CheckHealth(HealthCheckConfig health, ObjectReport report)
    {
        if (health.Path is { } path && !IsTarget(path))
            report.Error(
                "health.path",
                $"\"{ValueChecks.Printable(path)}\" is no path",
                "begin it with / and write special characters as %XX"
            );
        if (health.Host is { } host && !RuleCompiler.IsAuthority(host))
            report.Error(
                "health.host",
                $"\"{ValueChecks.Printable(host)}\" is no host",
                "write a name with optional port"
            );
        ValueChecks.Range(report, "health.statusMin", health.StatusMin, 100, 599);
        ValueChecks.Range(report, "health.statusMax", health.StatusMax, 100, 599);
        if (health.StatusMin > health.StatusMax)
            report.Error(
                "health.statusMax",
                $"{health.StatusMax} is below statusMin {health.StatusMin}, so no check would ever pass",
                "set it to statusMin or above"
            );
        ValueChecks.PositiveDuration(report, "health.interval", health.Interval);
        ValueChecks.PositiveDuration(report, "health.timeout", health.Timeout);
        ValueChecks.Range(report, "health.healthyThreshold", health.HealthyThreshold, 1, 1000);
        ValueChecks.Range(report, "health.unhealthyThreshold", health.UnhealthyThreshold, 1, 1000);
    }

    private static bool IsTarget(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? bytes : bytes.AsSpan(0, mark);
        return PathNormalizer.TryNormalize(path, new byte[path.Length], out _)
            && (mark < 0 || PathNormalizer.IsValidQuery(bytes.AsSpan(mark + 1)));
    }
}
