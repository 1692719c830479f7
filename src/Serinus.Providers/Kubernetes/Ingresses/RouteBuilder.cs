using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Endpoints;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>Gives a route its backends, with their weights, and what depends on them.</summary>
internal static class RouteBuilder
{
    // A route takes no more: they are asked one after another for each request.
    private const int ChoicesMax = 64;

    private static readonly ImmutableArray<string> everybody = ["0.0.0.0/0", "::/0"];

    private static readonly FilterConfig unavailable = new()
    {
        Respond = new RespondConfig { Status = 503, Body = "Service Unavailable" },
    };

    /// <summary>Builds a route from what the cluster says now.</summary>
    public static BuiltRoute Build(OwnedRoute owned, LiveServices services, LivePairs pairs, ClusterView view)
    {
        var problems = new ObjectProblems(Kinds.Ingress, owned.Plan.Key);
        var arms = ArmList.Of(owned, services, pairs, view, problems, out var mainCount, out var moved);
        var route =
            !owned.Plan.IsUnreadable ? Route(owned, arms, mainCount, problems)
            // The last good version may be from before the Ingress asked to be guarded.
            : owned.Slot.Template.Filters.Any(filter => filter.Respond is not null) ? owned.Slot.Template
            : null;
        var hasForeign = owned.Plan.Weights?.Percents.Keys.Any(name => name.Contains('/', StringComparison.Ordinal));
        return new BuiltRoute(
            owned,
            [.. arms.Select(arm => arm.Service)],
            [.. arms.Select(arm => arm.Now)],
            hasForeign is true ? view.ReferenceGrants : null,
            route,
                // What the host of a canary would say is said by the route it belongs to.
                owned.Slot.CanaryOf
                    is null
                    ? problems.ToImmutable()
                : HasCanary(owned, arms) ? []
                : WithoutCanary(owned.Plan)
        )
        {
            Pairs = pairs.Pairs,
            Moved = owned.Slot.CanaryOf is null ? moved : [],
        };
    }

    private static RouteConfig? Route(
        OwnedRoute owned,
        ImmutableArray<Arm> arms,
        int mainCount,
        ObjectProblems problems
    )
    {
        var template = owned.Slot.Template;
        if (arms.IsEmpty)
            // Its path is still its own: without a route, another could take its requests.
            return template with { Filters = [unavailable] };
        var shares = RouteShares.Of(owned, arms, mainCount, problems);
        var weights = Shares.Weights(shares);
        if (owned.Slot.CanaryOf is not null)
            return CanaryHostRoute(template, arms);
        return template with
        {
            Backends = [.. arms.Select((arm, i) => Backend(arm, weights[i]))],
            Cohort = CohortOf(owned.Plan, arms),
            Force = ForceOf(owned, arms, mainCount, problems),
            BodyBytesMax = BodyLimit(arms),
        };
    }

    private static RouteConfig? CanaryHostRoute(RouteConfig template, ImmutableArray<Arm> arms) =>
        arms.Length < 2
            ? null
            : template with
            {
                Backends = [Backend(arms[1], 1)],
                BodyBytesMax = BodyLimit([arms[1]]),
            };

    /// <summary>Whether any path of the Ingress has a canary, as far as this route shows.</summary>
    private static bool HasCanary(OwnedRoute owned, ImmutableArray<Arm> arms) =>
        arms.Length > 1 || owned.Plan.Slots.Any(slot => slot.Arms.Distinct().Count() > 1);

    private static ImmutableArray<Problem> WithoutCanary(IngressPlan plan)
    {
        var problems = new ObjectProblems(Kinds.Ingress, plan.Key);
        problems.Warn(
            $"metadata.annotations[{AnnotationPrefixTexts.Own}{OwnAnnotations.CanaryHost}]",
            $"a path without a second Service has no canary, so {plan.Own.CanaryHost} does not serve it",
            "add the canary's Service to the path, or remove the annotation"
        );
        return problems.ToImmutable();
    }

    private static BackendConfig Backend(Arm arm, decimal weight) =>
        new()
        {
            Service = arm.Now.Config.Name,
            Name = arm.Name,
            Weight = weight,
        };

    private static CohortConfig? CohortOf(IngressPlan plan, ImmutableArray<Arm> arms)
    {
        if (arms.Length < 2)
            return null;
        return plan.Own.Cohort ?? (arms.Any(arm => arm.Now.IsSticky) ? new CohortConfig() : null);
    }

    private static long BodyLimit(ImmutableArray<Arm> arms) =>
        arms.Select(arm => arm.Now.BodyBytesMax).Where(limit => limit > 0).DefaultIfEmpty(0).Min();

    private static ForceConfig? ForceOf(
        OwnedRoute owned,
        ImmutableArray<Arm> arms,
        int mainCount,
        ObjectProblems problems
    )
    {
        var force = arms.Length < 2 ? null : owned.Plan.Own.Force;
        var rules = owned
            .Canaries.Where(canary => !canary.Slot.Arms.IsEmpty)
            .Select(canary => canary.Plan.Canary!)
            .ToArray();
        ImmutableArray<ForceRuleConfig> choices =
        [
            .. rules.SelectMany((rule, i) => rule.HeaderChoices(arms[mainCount + i].Name, arms[0].Name)),
            .. rules.SelectMany((rule, i) => rule.CookieChoices(arms[mainCount + i].Name, arms[0].Name)),
        ];
        if (choices.Length > ChoicesMax)
        {
            problems.Warn(
                "",
                $"its canaries have {choices.Length} choices by header and cookie, and the first {ChoicesMax} count",
                "remove canaries that are no longer needed"
            );
            choices = choices[..ChoicesMax];
        }

        if (choices.IsEmpty)
            return force;
        if (force is null)
            return new ForceConfig { Rules = choices, From = everybody };
        problems.Warn(
            $"metadata.annotations[{AnnotationPrefixTexts.Own}{OwnAnnotations.ForceHeader}]",
            "the headers and cookies of the route's canaries are heeded from the networks of serinus.dev/force-from alone",
            "remove serinus.dev/force-header if everybody is to choose"
        );
        return force with { Rules = choices };
    }
}
