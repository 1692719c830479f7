using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>Tells of overlays that lie over nothing, or where another lies already.</summary>
internal sealed class OverlayReferences(SnapshotNames names, OverlayFinder finder)
{
    // A hint looks at every name; a config where all names are wrong has another fault than typing errors.
    private const int HintsMax = 20;

    // What one rollout does to many routes is one thing to tell.
    private const int ConflictsMax = 20;

    private int hints;

    public IEnumerable<Problem> Check()
    {
        foreach (var overlay in names.Overlays.Served)
        {
            var report = Report(overlay);
            for (var i = 0; i < overlay.Config.Routes.Length; i++)
            {
                if (Missing(overlay, overlay.Config.Routes[i]) is var (message, cure))
                    report.Warn($"routes[{i}]", message, cure);
            }

            if (overlay.Config.Routes.IsEmpty && !finder.LiesOverAny(overlay))
                report.Warn("", NoRoute(overlay, out var cure), cure);
            foreach (var problem in report.Problems)
                yield return problem;
        }

        foreach (var (overlay, route, first) in finder.Conflicts.Take(ConflictsMax))
            yield return Report(overlay)
                .Make(
                    Severity.Error,
                    "routes",
                    $"route {route} lies under rollout {first.Name} already, and that one counts",
                    "name the routes of each rollout, so that each route has one"
                );
    }

    private (string Message, string Cure)? Missing(Overlay overlay, string wanted)
    {
        var shown = ValueChecks.Printable(wanted);
        if (names.Routes.Find(wanted) is not { } route)
            return names.Routes.Knows(wanted)
                ? ($"route {shown} has an error of its own; nothing is moved there", "mend the route")
                : ($"there is no route {shown}; nothing is moved there", Hint(wanted, names.Routes.Names, "route"));
        foreach (var backend in (string[])[overlay.Config.Stable, overlay.Config.Canary])
        {
            if (route.Backends.Any(known => known.Name == backend))
                continue;
            var known = route.Backends.Select(each => each.Name);
            return (
                $"route {shown} has no backend {ValueChecks.Printable(backend)}; nothing is moved there",
                Hint(backend, known, "backend")
            );
        }

        return null;
    }

    private string NoRoute(Overlay overlay, out string cure)
    {
        var (stable, canary) = (overlay.Config.Stable, overlay.Config.Canary);
        var known = names.Routes.Served.SelectMany(route => route.Backends).Select(backend => backend.Name).ToHashSet();
        var unknown = known.Contains(stable) ? canary : stable;
        cure = known.Contains(unknown) ? "give one route both backends" : Hint(unknown, known, "backend");
        return $"no route has both backends {ValueChecks.Printable(stable)} and {ValueChecks.Printable(canary)}; nothing is moved";
    }

    private string Hint(string wanted, IEnumerable<string> known, string kind)
    {
        var nearest = hints++ < HintsMax ? NearestName.Find(wanted, known) : null;
        return nearest is null ? $"add the {kind}, or correct the name" : $"did you mean {nearest}?";
    }

    private static ObjectReport Report(Overlay overlay) =>
        new(new ObjectId(ObjectId.Rollout, overlay.Name), origin: null);
}
