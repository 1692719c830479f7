using System.Collections.Immutable;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Routing.Compile;

/// <summary>Checks and compiles routes, with what rollouts lay over them.</summary>
/// <param name="services">The services that are served.</param>
/// <param name="overlays">Finds what lies over a route.</param>
/// <param name="signingKey">Signs cohort cookies.</param>
/// <param name="isKeyNew">Whether the key is another than that of the snapshot whose routes are taken over.</param>
internal sealed class RouteCompiler(
    NamedObjects<Service> services,
    OverlayFinder overlays,
    ReadOnlyMemory<byte> signingKey,
    bool isKeyNew
) : ObjectCompiler<RouteConfig, Route>(ObjectId.Route)
{
    protected override string NameOf(RouteConfig config) => config.Name;

    protected override Origin? OriginOf(RouteConfig config) => config.Origin;

    protected override RouteConfig ConfigOf(Route served) => served.Written;

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
        BackendChecks.Names(config.Backends, report);
        BackendChecks.Weights(config.Backends, "request is answered 503", report);
        FilterChecks.Check(config, report);
        PolicyChecks.Check(config, report);
        if (report.HasErrors)
            return null;
        var path = config.Path is null ? null : rule.Path ?? new PathConfig(PathKind.Prefix, "/");
        return Make(config, overlays.Find(config), index, rule, path, [.. report.Problems]);
    }

    /// <summary>A route that is taken over may lie under another overlay than before, also where its own last word could not be read.</summary>
    protected override Route Reuse(Route last, int index)
    {
        var overlay = overlays.Find(last.Written);
        if (!ReferenceEquals(overlay, last.Overlay))
            return Make(last.Written, overlay, index, last.Rule, last.Path, last.Warnings);
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
                : services.Backends(
                    last.Config.Backends,
                    names,
                    EndpointUse.Http,
                    [.. last.Backends.Select(backend => backend.Place)]
                ),
            Split = last.Split,
            Cohort = hasNewKey ? CohortOf(last.Config, names) : last.Cohort,
            Force = last.Force,
            Path = last.Path,
            Config = last.Config,
            Written = last.Written,
            Overlay = last.Overlay,
            Rule = last.Rule,
            Warnings = last.Warnings,
        };
    }

    private Route Make(
        RouteConfig written,
        Overlay? overlay,
        int index,
        RouteRule rule,
        PathConfig? path,
        ImmutableArray<Problem> warnings
    )
    {
        var places = ImmutableArray<int>.Empty;
        var config = overlay is null ? written : OverlaidBackends.Lay(written, overlay.Config, out places);
        ImmutableArray<string> names = [.. config.Backends.Select(OverlayFinder.NameOf)];
        return new Route
        {
            Index = index,
            Name = written.Name,
            Backends = services.Backends(config.Backends, names, EndpointUse.Http, places),
            Split = BackendSplit.Create(names, BackendChecks.Whole(config.Backends)),
            Cohort = CohortOf(config, names),
            Force = config.Force is { } force
                ? Force.Create(force, names, overlay is null ? 1 : names.Length - 1)
                : null,
            Path = path,
            Config = config,
            Written = written,
            Overlay = overlay,
            Rule = rule,
            Warnings = warnings,
        };
    }

    private Cohort? CohortOf(RouteConfig config, ImmutableArray<string> names) =>
        config.Cohort is { } cohort ? Cohort.Create(cohort, config.Name, names, signingKey.Span) : null;
}
