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
        var names = BackendChecks.Names(config, report);
        var weights = BackendChecks.Weights(config, report);
        FilterChecks.Check(config, report);
        PolicyChecks.Check(config, report);
        if (report.HasErrors)
            return null;
        return new Route
        {
            Index = index,
            Name = config.Name,
            Backends = Backends(config.Backends, names),
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
        if (last.Index == index && !hasNewKey && HasSameServices(last.Backends))
            return last;
        ImmutableArray<string> names = [.. last.Backends.Select(backend => backend.Name)];
        return new Route
        {
            Index = index,
            Name = last.Name,
            Backends = HasSameServices(last.Backends) ? last.Backends : Backends(last.Config.Backends, names),
            Split = last.Split,
            Cohort = hasNewKey ? CohortOf(last.Config, names) : last.Cohort,
            Force = last.Force,
            Path = last.Path,
            Config = last.Config,
            Rule = last.Rule,
            Warnings = last.Warnings,
        };
    }

    private bool HasSameServices(ImmutableArray<Backend> backends)
    {
        foreach (var backend in backends)
        {
            if (!ReferenceEquals(backend.Service, services.Find(backend.Config.Service)))
                return false;
        }

        return true;
    }

    private ImmutableArray<Backend> Backends(ImmutableArray<BackendConfig> configs, ImmutableArray<string> names)
    {
        var backends = ImmutableArray.CreateBuilder<Backend>(configs.Length);
        for (var i = 0; i < configs.Length; i++)
        {
            backends.Add(
                new Backend
                {
                    Index = i,
                    Name = names[i],
                    Weight = configs[i].Weight,
                    Service = services.Find(configs[i].Service),
                    Config = configs[i],
                }
            );
        }

        return backends.MoveToImmutable();
    }

    private Cohort? CohortOf(RouteConfig config, ImmutableArray<string> names) =>
        config.Cohort is { } cohort ? Cohort.Create(cohort, config.Name, names, signingKey.Span) : null;
}
