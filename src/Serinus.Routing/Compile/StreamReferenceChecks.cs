using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Checks what routes of connections and UDP clients say of other objects, and of each other.</summary>
internal sealed class StreamReferenceChecks(SnapshotNames names, MissingReferences missing)
{
    public IEnumerable<Problem> Check(StreamTable table)
    {
        foreach (var route in names.StreamRoutes.Served)
        {
            for (var i = 0; i < route.Config.Listeners.Length; i++)
            {
                if (CheckListener(route, i) is { } problem)
                    yield return problem;
            }

            if (route.Protocol == ListenerProtocol.Udp && !route.Hosts.IsEmpty)
                yield return Report(route)
                    .Make(
                        Severity.Error,
                        "hosts",
                        "datagrams carry no name to choose by; the route takes nothing",
                        "leave hosts out: a UDP listener has one route"
                    );
            if (route.Config.Listeners.IsEmpty && !HasListener(route))
                yield return Report(route)
                    .Make(
                        Severity.Warning,
                        "listeners",
                        $"there is no listener of protocol {Word(route.Protocol)}; the route takes nothing",
                        $"add a listener with protocol {Word(route.Protocol)}"
                    );
            foreach (var backend in route.Backends)
            {
                if (backend.Service is null)
                    yield return missing.Service(
                        Report(route),
                        backend,
                        StreamRouteCompiler.UseOf(route.Protocol),
                        route.Protocol == ListenerProtocol.Tcp ? "its share is closed at once" : "its share is dropped"
                    );
            }
        }

        foreach (var shadows in table.Shadows.GroupBy(shadow => (shadow.Route, shadow.By)))
            yield return Shadowed(shadows.Key.Route, shadows.Key.By, [.. shadows]);
        foreach (var listener in names.Listeners.Served)
        {
            if (listener.Config.Protocol != ListenerProtocol.Http && !table.HasRoutes(listener.Index))
                yield return new ObjectReport(
                    new ObjectId(ObjectId.Listener, listener.Name),
                    listener.Config.Origin
                ).Make(
                    Severity.Warning,
                    "protocol",
                    $"no stream route takes what comes in on this {Word(listener.Config.Protocol)} listener; it is refused",
                    "add a route under streamRoutes"
                );
        }
    }

    public static string Word(ListenerProtocol protocol) =>
        protocol switch
        {
            ListenerProtocol.Tcp => "tcp",
            ListenerProtocol.Udp => "udp",
            _ => "http",
        };

    private Problem? CheckListener(StreamRoute route, int index)
    {
        var wanted = route.Config.Listeners[index];
        if (names.Listeners.Find(wanted) is not { } listener)
            return missing.Listener(Report(route), index, wanted);
        var protocol = listener.Config.Protocol;
        if (protocol == route.Protocol)
            return null;
        return Report(route)
            .Make(
                Severity.Error,
                $"listeners[{index}]",
                protocol == ListenerProtocol.Http
                    ? $"listener {listener.Name} reads HTTP requests; the route takes nothing there"
                    : $"listener {listener.Name} relays {Word(protocol)} and the route {Word(route.Protocol)}; the route takes nothing there",
                protocol == ListenerProtocol.Http
                    ? "give the listener protocol tcp or udp, or write the route under routes"
                    : "write one route for TCP and one for UDP"
            );
    }

    private bool HasListener(StreamRoute route)
    {
        foreach (var listener in names.Listeners.Served)
        {
            if (listener.Config.Protocol == route.Protocol)
                return true;
        }

        return false;
    }

    private static Problem Shadowed(StreamRoute route, StreamRoute first, StreamShadow[] shadows)
    {
        const int Shown = 3;
        var hosts = shadows.Select(shadow => shadow.Host).Distinct().ToArray();
        var listeners = string.Join(", ", shadows.Select(shadow => shadow.Listener.Name).Distinct().Take(Shown));
        var more = hosts.Length > Shown ? $" and {hosts.Length - Shown} more" : "";
        var what = hosts[0].Length == 0 ? "connections" : $"{string.Join(", ", hosts.Take(Shown))}{more}";
        return Report(route)
            .Make(
                Severity.Warning,
                hosts[0].Length == 0 ? "listeners" : "hosts",
                $"it does not get {what} on {listeners}: route {first.Name} takes the same and is first by name",
                "give the two different listeners or hosts, or remove one; shares are set by the weights of one route's backends"
            );
    }

    private static ObjectReport Report(StreamRoute route) =>
        new(new ObjectId(ObjectId.StreamRoute, route.Name), route.Config.Origin);
}
