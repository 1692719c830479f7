using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Checks what routes say of other objects. They are served all the same: the other object may come later.</summary>
internal static class ReferenceChecks
{
    // A hint looks at every name; a config where all names are wrong has another fault than typing errors.
    private const int HintsMax = 20;

    public static IEnumerable<Problem> Check(RouteTable table, SnapshotNames names)
    {
        var problems = new List<Problem>();
        var routes = names.Routes.Served;
        var hints = 0;
        foreach (var route in routes)
        {
            for (var i = 0; i < route.Config.Listeners.Length; i++)
            {
                var wanted = route.Config.Listeners[i];
                if (names.Listeners.Find(wanted) is null)
                    problems.Add(
                        Missing(
                            Report(route),
                            $"listeners[{i}]",
                            ObjectId.Listener,
                            wanted,
                            names.Listeners,
                            "the route takes nothing there",
                            hints++
                        )
                    );
            }

            foreach (var backend in route.Backends)
            {
                if (backend.Service is null)
                    problems.Add(
                        Missing(
                            Report(route),
                            $"backends[{backend.Index}].service",
                            ObjectId.Service,
                            backend.Config.Service,
                            names.Services,
                            Effect(route, backend),
                            hints++
                        )
                    );
            }
        }

        foreach (var shadows in table.Shadows.GroupBy(shadow => (shadow.Route, shadow.By)))
            problems.Add(
                Shadowed(routes[shadows.Key.Route], routes[shadows.Key.By], [.. shadows.Select(shadow => shadow.Host)])
            );
        return problems;
    }

    private static Problem Missing<T>(
        ObjectReport report,
        string field,
        string kind,
        string wanted,
        NamedObjects<T> known,
        string effect,
        int hints
    )
        where T : class
    {
        var shown = ValueChecks.Printable(wanted);
        if (known.Knows(wanted))
            return report.Make(
                Severity.Error,
                field,
                $"{kind} {shown} has an error of its own; {effect}",
                $"mend the {kind}: its own problems are told beside this one"
            );
        var nearest = hints < HintsMax ? NearestName.Find(wanted, known.Names) : null;
        return report.Make(
            Severity.Error,
            field,
            $"there is no {kind} {shown}; {effect}",
            nearest is null ? $"add the {kind}, or correct the name" : $"did you mean {nearest}?"
        );
    }

    /// <summary>What becomes of the share of a backend that nothing serves: a canary's falls back as when it cannot be reached.</summary>
    private static string Effect(Route route, Backend backend)
    {
        var stable = route.Backends[0];
        return !backend.IsStable && route.Config.Fallback.Connect && stable.Service is not null
            ? $"its share goes to {stable.Name}"
            : "its share is answered 503";
    }

    private static Problem Shadowed(Route route, Route first, string[] hosts)
    {
        const int Shown = 3;
        var more = hosts.Length > Shown ? $" and {hosts.Length - Shown} more" : "";
        var where = hosts[0].Length == 0 ? "" : $" for {string.Join(", ", hosts.Take(Shown))}{more}";
        if (first.Config.Priority > route.Config.Priority)
            return Report(route)
                .Make(
                    Severity.Warning,
                    "priority",
                    $"it takes no request{where}: route {first.Name} has priority {first.Config.Priority} and takes all of them",
                    "give it a higher priority, or change the match of one of the two"
                );
        var why = Nullable.Compare(route.Config.Created, first.Config.Created) == 0 ? "is first by name" : "is older";
        return Report(route)
            .Make(
                Severity.Warning,
                "",
                $"it takes no request{where}: route {first.Name} has the same match and {why}",
                "change the match of one of the two, or remove one"
            );
    }

    private static ObjectReport Report(Route route) =>
        new(new ObjectId(ObjectId.Route, route.Name), route.Config.Origin);
}
