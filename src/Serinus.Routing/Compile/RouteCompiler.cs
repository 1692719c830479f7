using System.Collections.Immutable;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Routing.Compile;

/// <summary>Checks and compiles routes.</summary>
/// <param name="services">The services that are served.</param>
/// <param name="signingKey">Signs cohort cookies.</param>
/// <param name="isKeyNew">Whether the key is another than that of the snapshot whose routes are taken over.</param>
internal sealed class RouteCompiler(NamedObjects<Service> services, ReadOnlyMemory<byte> signingKey, bool isKeyNew)
    : ObjectCompiler<RouteConfig, Route>(ObjectId.Route)
{
    protected override string NameOf(RouteConfig config) => config.Name;

    protected override Origin? OriginOf(RouteConfig config) => config.Origin;

    protected override RouteConfig ConfigOf(Route served) => served.Config;

    protected override IEnumerable<Problem> WarningsOf(Route served) => served.Warnings;

    protected override Route? Build(RouteConfig config, int index, ObjectReport report)
    {
        var rule = RuleCompiler.Compile(config, report);
        if (config.Backends.IsEmpty && !config.Filters.Any(FilterChecks.Answers))
            report.Error(
                "backends",
                "the route has no backends",
                "add a backend, or a redirect without regex or a respond filter"
            );
        var names = BackendChecks.Names(config.Backends, report);
        var weights = BackendChecks.Weights(config.Backends, "request is answered 503", report);
        FilterChecks.Check(config, report);
        PolicyChecks.Check(config, report);
        if (report.HasErrors)
            return null;
        return new Route
        {
            Index = index,
            Name = config.Name,
            Backends = services.Backends(config.Backends, names, EndpointUse.Http),
            Split = BackendSplit.Create(names, weights),
            Cohort = CohortOf(config, names),
            Force = config.Force is { } force ? Force.Create(force, names) : null,
            Path = config.Path is null ? null : rule.Path ?? new PathConfig(PathKind.Prefix, "/"),
            Config = config,
            Rule = rule,
            Warnings = [.. report.Problems],
        };
    }

    protected override Route Reuse(Route last, int index)
    {
        var hasNewKey = isKeyNew && last.Cohort is not null;
        var hasSameServices = services.AreThoseOf(last.Backends, EndpointUse.Http);
        if (last.Index == index && !hasNewKey && hasSameServices)
            return last;
        ImmutableArray<string> names = [.. last.Backends.Select(backend => backend.Name)];
        return new Route
        {
            Index = index,
            Name = last.Name,
            Backends = hasSameServices
                ? last.Backends
                : services.Backends(last.Config.Backends, names, EndpointUse.Http),
            Split = last.Split,
            Cohort = hasNewKey ? CohortOf(last.Config, names) : last.Cohort,
            Force = last.Force,
            Path = last.Path,
            Config = last.Config,
            Rule = last.Rule,
            Warnings = last.Warnings,
        };
    }

    private Cohort? CohortOf(RouteConfig config, ImmutableArray<string> names) =>
        config.Cohort is { } cohort ? Cohort.Create(cohort, config.Name, names, signingKey.Span) : null;
}
