using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Routing.Explain;

/// <summary>Says what becomes of a request under a snapshot. It asks the same rules in the same order as the data plane, and takes no number of any sequence.</summary>
public static class Explainer
{
    /// <summary>Most routes a trace lists; a request that more were asked about is told so.</summary>
    public const int ConsideredMax = 100;

    /// <summary>Explains a request.</summary>
    /// <param name="snapshot">What is served.</param>
    /// <param name="head">The request.</param>
    public static Explanation Explain(Snapshot snapshot, RequestHead head)
    {
        var warnings = ImmutableArray.CreateBuilder<string>();
        var considered = ImmutableArray.CreateBuilder<ConsideredRoute>();
        var route = Walk(snapshot, head, considered);
        if (considered.Count > ConsideredMax)
        {
            warnings.Add(Invariant($"{considered.Count} routes were asked; the first {ConsideredMax} are listed"));
            considered.Count = ConsideredMax;
        }

        var request = Request(snapshot, head);
        if (route is null)
        {
            warnings.Add(WhyNone(snapshot, request, considered.Count));
            return new Explanation
            {
                Request = request,
                Considered = considered.ToImmutable(),
                Warnings = warnings.ToImmutable(),
            };
        }

        var filters = Filters(snapshot, route, head);
        var answers = filters.Any(filter => filter.Answer is not null);
        if (!answers)
            Warn(snapshot, route, head, warnings);
        return new Explanation
        {
            Request = request,
            Considered = considered.ToImmutable(),
            Route = route.Name,
            Filters =
            [
                .. filters.Select(filter =>
                    string.IsNullOrEmpty(filter.Answer) ? filter.Text : $"{filter.Text}: {filter.Answer}"
                ),
            ],
            Choice = answers ? null : ChoiceOf(route, head),
            Rollout = route.Overlay is { } overlay ? OverlayText.Describe(overlay.Config) : null,
            Backends = [.. route.Backends.Select(backend => Describe(route, backend))],
            Warnings = warnings.ToImmutable(),
        };
    }

    /// <summary>The listener's filters, then the route's.</summary>
    private static (string Text, string? Answer)[] Filters(Snapshot snapshot, Route route, RequestHead head)
    {
        var own = route.Config.Filters.Select(filter => (FilterText.Describe(filter), FilterAnswer.Of(filter, head)));
        if ((uint)head.Listener >= (uint)snapshot.Listeners.Length)
            return [.. own];
        var listener = snapshot.Listeners[head.Listener];
        return
        [
            .. listener.Config.Filters.Select(filter =>
                ($"listener {listener.Name}: {FilterText.Describe(filter)}", FilterAnswer.Of(filter, head))
            ),
            .. own,
        ];
    }

    private static Route? Walk(Snapshot snapshot, RequestHead head, ImmutableArray<ConsideredRoute>.Builder considered)
    {
        foreach (var (host, candidate) in snapshot.Table.Plausible(head))
        {
            var route = snapshot.Routes[candidate.Route];
            var mismatch = candidate.Test(head, out var condition);
            considered.Add(new ConsideredRoute(route.Name, host, mismatch, Reason(route, head, mismatch, condition)));
            if (mismatch == Mismatch.None)
                return route;
        }

        return null;
    }

    private static ExplainedRequest Request(Snapshot snapshot, RequestHead head) =>
        new(
            Text(head.Method),
            head.IsHttps ? "https" : "http",
            Text(head.Host),
            Text(head.Path),
            head.HasQuery ? Text(head.Query) : null,
            head.Client.ToString(),
            head.Listener < snapshot.Listeners.Length ? snapshot.Listeners[head.Listener].Name : ""
        );

    private static string Reason(Route route, RequestHead head, Mismatch mismatch, ValueMatchConfig? condition) =>
        mismatch switch
        {
            Mismatch.None => $"takes it: {Path(route.Path)}{Priority(route)}",
            Mismatch.Listener => $"is served on {string.Join(", ", route.Config.Listeners)} alone",
            Mismatch.Path => $"path does not match pattern {route.Path?.Value}",
            Mismatch.Method => $"method {Text(head.Method)} is not one of {string.Join(", ", route.Config.Methods)}",
            Mismatch.Header => $"header {Describe(condition!)}",
            _ => $"query parameter {Describe(condition!)}",
        };

    private static string Path(PathConfig? path) =>
        path switch
        {
            null => "any path",
            { Kind: PathKind.Exact } => $"path {path.Value}",
            { Kind: PathKind.Prefix } => $"path below {path.Value}",
            { Kind: PathKind.StringPrefix } => $"path begins with {path.Value}",
            _ => $"path by pattern {path.Value}",
        };

    private static string Priority(Route route) =>
        route.Config.Priority == 0 ? "" : Invariant($", priority {route.Config.Priority}");

    private static string Describe(ValueMatchConfig condition) =>
        condition.Kind switch
        {
            ValueKind.Exact => $"{condition.Name} is not {condition.Value}",
            ValueKind.Regex => $"{condition.Name} does not match {condition.Value}",
            _ => $"{condition.Name} is not there",
        };

    private static string WhyNone(Snapshot snapshot, ExplainedRequest request, int considered)
    {
        if (considered > 0)
            return "no route takes it, so it is answered 404: none of those asked takes all of the request";
        var hosts = snapshot.Routes.SelectMany(route => route.Rule.Hosts).ToHashSet(StringComparer.Ordinal);
        if (hosts.Contains(request.Host))
            return $"no route takes it, so it is answered 404: none of host {request.Host} has path {request.Path}";
        var hint = NearestName.Find(request.Host, hosts) is { } nearest ? $"; did you mean {nearest}?" : "";
        return $"no route takes it, so it is answered 404: none takes host {request.Host} with path {request.Path}{hint}";
    }

    private static ExplainedChoice ChoiceOf(Route route, RequestHead head)
    {
        if (!route.TryChooseByRequest(head, out var choice))
        {
            var remembered = route.Cohort is { } cohort ? $"; cookie {cohort.CookieName} then remembers the user" : "";
            return new ExplainedChoice(ChoiceReason.Weight, null, $"by weight: {Shares(route)}{remembered}");
        }

        var name = choice.Backend < 0 ? null : route.Backends[choice.Backend].Name;
        var text = choice.Reason switch
        {
            _ when name is null => "every weight is 0, so it is answered 503",
            ChoiceReason.Single => $"{name} is the only backend",
            ChoiceReason.Forced => $"a trusted client asks for {name}",
            ChoiceReason.Matched => $"rollout {route.Overlay!.Name} sends requests to {name} where "
                + OverlayText.Describe(route.Overlay.FirstThatHolds(head)!.Config),
            ChoiceReason.Cohort => $"the signed cookie remembers the user: {name}",
            _ => Invariant($"bucket {route.Cohort!.BucketOfKey(head)} of the user's key belongs to {name}"),
        };
        return new ExplainedChoice(choice.Reason, name, text);
    }

    private static string Shares(Route route) =>
        string.Join(
            ", ",
            route.Backends.Select(backend => Invariant($"{backend.Name} {SharePercent(route, backend)} %"))
        );

    private static ExplainedBackend Describe(Route route, Backend backend) =>
        new(
            backend.Name,
            backend.Config.Service,
            SharePercent(route, backend),
            [.. Serving(backend).Select(endpoint => endpoint.Address)]
        );

    private static double SharePercent(Route route, Backend backend) =>
        Math.Round(route.Split.Share(backend.Index) * 100, 4);

    private static IEnumerable<Endpoint> Serving(Backend backend) =>
        backend.Service?.Endpoints.Where(endpoint => !endpoint.Draining) ?? [];

    private static void Warn(Snapshot snapshot, Route route, RequestHead head, ImmutableArray<string>.Builder warnings)
    {
        if (route.Force is { } force && force.TryReadWish(head, out var wish))
        {
            if (!force.Trusts(head.Client))
                warnings.Add($"forced choice {Text(wish)} is ignored: client {head.Client} is not in force.from");
            else if (force.Choose(head) < 0)
                warnings.Add($"forced choice {Text(wish)} is ignored: it names no backend of route {route.Name}");
        }

        if (route.Force is { } rules && !rules.Trusts(head.Client) && rules.FirstThatHolds(head) is { } rule)
            warnings.Add(
                $"forced choice {rule.Config.Backend} by {(rule.Config.Header is { } name ? $"header {name}" : $"cookie {rule.Config.Cookie}")} is ignored: client {head.Client} is not in force.from"
            );

        if (
            route.Cohort is { } cohort
            && Cookies.Find(head, Encoding.ASCII.GetBytes(cohort.CookieName), out _) > 0
            && !cohort.TryReadCookie(head, out _, out _)
        )
            warnings.Add($"cookie {cohort.CookieName} is ignored: it was not signed for this route");
        foreach (var backend in route.Backends)
        {
            if (backend.Service is null)
                warnings.Add(
                    snapshot.Names.Services.Knows(backend.Config.Service)
                        ? $"backend {backend.Name}: service {backend.Config.Service} has an error of its own"
                        : $"backend {backend.Name}: there is no service {backend.Config.Service}"
                );
            else if (!Serving(backend).Any())
                warnings.Add(
                    $"backend {backend.Name}: service {backend.Service.Name} has no endpoint that takes new requests"
                );
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => ValueChecks.Printable(Encoding.UTF8.GetString(bytes));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
