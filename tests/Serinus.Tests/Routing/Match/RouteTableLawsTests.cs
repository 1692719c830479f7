using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Serinus.Routing.Config;
using Serinus.Routing.Explain;
using Serinus.Routing.Match;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Routing.Match;

public sealed class RouteTableLawsTests
{
    [Fact]
    public void It_finds_what_asking_every_route_in_order_finds() =>
        Gen.Select(RandomRoutes.Routes, RandomRoutes.Request.Array[1, 30])
            .Sample(
                (routes, requests) =>
                {
                    var table = Given.Snapshot(routes).Table;
                    return requests.All(head => table.Match(head)?.Name == Reference(routes, head));
                },
                iter: 500
            );

    [Fact]
    public void Explaining_a_request_finds_the_same_route() =>
        Gen.Select(RandomRoutes.Routes, RandomRoutes.Request.Array[1, 10])
            .Sample(
                (routes, requests) =>
                {
                    var snapshot = Given.Snapshot(routes);
                    return requests.All(head =>
                    {
                        var explanation = Explainer.Explain(snapshot, head);
                        var found = snapshot.Table.Match(head)?.Name;
                        return explanation.Route == found
                            && explanation.Considered.Count(route => route.Mismatch == Mismatch.None)
                                == (found is null ? 0 : 1);
                    });
                },
                iter: 300
            );

    [Fact]
    public void A_route_on_another_host_never_changes_a_match() =>
        Gen.Select(RandomRoutes.Routes, RandomRoutes.Routes, RandomRoutes.Request)
            .Sample(
                (routes, others, head) =>
                {
                    var added = others.Select(
                        (route, i) => route with { Name = $"other-{i}", Hosts = ["elsewhere.test"] }
                    );
                    return Given.Snapshot(routes).Table.Match(head)?.Name
                        == Given.Snapshot([.. routes, .. added]).Table.Match(head)?.Name;
                },
                iter: 150
            );

    [Fact]
    public void A_table_compiled_step_by_step_is_the_one_compiled_at_once() =>
        Gen.Select(RandomRoutes.Routes.Array[1, 5], RandomRoutes.Request.Array[1, 10])
            .Sample(
                (steps, requests) =>
                {
                    var snapshot = Given.Snapshot(steps[0]);
                    foreach (var step in steps)
                    {
                        // Every other route keeps its config instance, so that some are taken over.
                        var mixed = step.Select(
                            (route, i) => i % 2 == 0 && i < snapshot.Routes.Length ? snapshot.Routes[i].Config : route
                        );
                        snapshot = Given.Compiled(Given.Fragment([.. mixed]), snapshot).Snapshot;
                    }

                    var atOnce = Given.Snapshot([.. snapshot.Routes.Select(route => route.Config)]);
                    return requests.All(head => snapshot.Table.Match(head)?.Name == atOnce.Table.Match(head)?.Name)
                        && snapshot.Routes.All(route => ReferenceEquals(route, snapshot.Routes[route.Index]));
                },
                iter: 100
            );

    [Fact]
    public void A_route_told_to_take_nothing_for_a_host_takes_nothing_there() =>
        Gen.Select(RandomRoutes.Routes, RandomRoutes.Request.Array[1, 30])
            .Sample(
                (routes, requests) =>
                {
                    var snapshot = Given.Snapshot(routes);
                    var shadows = snapshot
                        .Table.Shadows.Select(shadow => (routes[shadow.Route].Name, shadow.Host))
                        .ToHashSet();
                    return requests.All(head =>
                        !Explainer
                            .Explain(snapshot, head)
                            .Considered.Any(route =>
                                route.Mismatch == Mismatch.None && shadows.Contains((route.Name, route.Host))
                            )
                    );
                },
                iter: 500
            );

    /// <summary>The rules of Gateway API with priority, one-label wildcards and prefixes that end anywhere, written as slowly and plainly as can be.</summary>
    private static string? Reference(RouteConfig[] routes, RequestHead head)
    {
        var host = Encoding.ASCII.GetString(head.Host);
        var path = Encoding.ASCII.GetString(head.Path);
        return routes
            .SelectMany(route => route.Hosts.DefaultIfEmpty("").Select(condition => (Route: route, Host: condition)))
            .Where(place => HasHost(place.Host, host, place.Route.OneLabelWildcards) && HasPath(place.Route.Path, path))
            .Where(place =>
                place.Route.Methods.IsEmpty || place.Route.Methods.Contains(Encoding.ASCII.GetString(head.Method))
            )
            .Where(place => place.Route.Headers.All(condition => Holds(condition, Header(head, condition.Name))))
            .Where(place => place.Route.Query.All(condition => Holds(condition, Parameter(head, condition.Name))))
            .OrderByDescending(place => place.Route.Priority)
            .ThenByDescending(place =>
                place.Host == "" ? 0
                : place.Host[0] == '*' ? 1
                : 2
            )
            .ThenByDescending(place => place.Host.Length)
            .ThenByDescending(place => place.Host.StartsWith('*') && place.Route.OneLabelWildcards)
            .ThenByDescending(place =>
                place.Route.Path?.Kind switch
                {
                    PathKind.Exact => 2,
                    PathKind.Regex => 0,
                    _ => 1,
                }
            )
            .ThenByDescending(place => LengthOfPrefix(place.Route.Path))
            .ThenBy(place => LengthOfPrefix(place.Route.Path) > 0 && place.Route.Path!.Kind == PathKind.StringPrefix)
            .ThenByDescending(place => place.Route.Methods.Length > 0)
            .ThenByDescending(place => place.Route.Headers.Length)
            .ThenByDescending(place => place.Route.Query.Length)
            .ThenBy(place => place.Route.Created ?? DateTimeOffset.MaxValue)
            .ThenBy(place => place.Route.Name, StringComparer.Ordinal)
            .Select(place => place.Route.Name)
            .FirstOrDefault();
    }

    private static int LengthOfPrefix(PathConfig? path) =>
        path switch
        {
            { Kind: PathKind.Prefix } => Trim(path.Value).Length,
            { Kind: PathKind.StringPrefix, Value: not "/" } => path.Value.Length,
            _ => 0,
        };

    private static bool HasHost(string condition, string host, bool oneLabel) =>
        condition == ""
        || condition == host
        || (
            condition[0] == '*'
            && host.EndsWith(condition[1..])
            && host.Length > condition.Length - 1
            && !(oneLabel && host[..^(condition.Length - 1)].Contains('.'))
        );

    private static bool HasPath(PathConfig? condition, string path) =>
        condition switch
        {
            null => true,
            { Kind: PathKind.Exact } => path == condition.Value,
            { Kind: PathKind.StringPrefix } => path.StartsWith(condition.Value),
            { Kind: PathKind.Regex } => Regex.IsMatch(path, $"^(?:{condition.Value})$"),
            _ => path == Trim(condition.Value)
                || path.StartsWith(Trim(condition.Value) + "/")
                || path.StartsWith(Trim(condition.Value) + ";"),
        };

    private static string Trim(string prefix) => prefix.EndsWith('/') ? prefix[..^1] : prefix;

    private static bool Holds(ValueMatchConfig condition, string? value) =>
        value is not null
        && condition.Kind switch
        {
            ValueKind.Exact => value == condition.Value,
            ValueKind.Regex => Regex.IsMatch(value, $"^(?:{condition.Value})$"),
            _ => true,
        };

    private static string? Header(RequestHead head, string name)
    {
        var values = new List<string>();
        foreach (var field in head.Fields)
        {
            if (Encoding.ASCII.GetString(head.Span(field.Name)).Equals(name, StringComparison.OrdinalIgnoreCase))
                values.Add(Encoding.ASCII.GetString(head.Span(field.Value)));
        }

        return values.Count == 0 ? null : string.Join(',', values);
    }

    private static string? Parameter(RequestHead head, string name) =>
        Encoding
            .ASCII.GetString(head.Query)
            .Split('&')
            .Select(pair => pair.Split('=', 2))
            .FirstOrDefault(pair => pair[0] == name)
            ?.Last();
}
