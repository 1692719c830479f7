using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Checks what routes say of other objects. They are served all the same: the other object may come later.</summary>
internal sealed class ReferenceChecks(SnapshotNames names)
{
    private readonly MissingReferences missing = new(names);

    public IEnumerable<Problem> Check(RouteTable table, StreamTable streams)
    {
        var problems = new List<Problem>();
        var routes = names.Routes.Served;
        foreach (var route in routes)
        {
            for (var i = 0; i < route.Config.Listeners.Length; i++)
            {
                var wanted = route.Config.Listeners[i];
                if (names.Listeners.Find(wanted) is not { } listener)
                    problems.Add(missing.Listener(Report(route), i, wanted));
                else if (listener.Config.Protocol != ListenerProtocol.Http)
                    problems.Add(NotHttp(route, i, listener));
            }

            foreach (var backend in route.Backends)
            {
                if (backend.Service is null)
                    problems.Add(missing.Service(Report(route), backend, EndpointUse.Http, Effect(route, backend)));
                else if (route.Config.GrpcWeb && UpstreamChecks.FindHttp1(backend.Service) is { } endpoint)
                    problems.Add(NoGrpc(route, backend.Service, endpoint));
            }
        }

        foreach (var service in names.Services.Served)
        {
            if (service.Config.Tls.Certificate is { } wanted && names.Certificates.Find(wanted) is null)
                problems.Add(missing.Certificate(Report(service), wanted));
        }

        foreach (var shadows in table.Shadows.GroupBy(shadow => (shadow.Route, shadow.By)))
            problems.Add(
                Shadowed(routes[shadows.Key.Route], routes[shadows.Key.By], [.. shadows.Select(shadow => shadow.Host)])
            );
        problems.AddRange(TlsChecks.References(names));
        problems.AddRange(new StreamReferenceChecks(names, missing).Check(streams));
        return problems;
    }

    private static Problem NotHttp(Route route, int index, Listener listener) =>
        Report(route)
            .Make(
                Severity.Error,
                $"listeners[{index}]",
                $"listener {listener.Name} relays {StreamReferenceChecks.Word(listener.Config.Protocol)} and reads no requests; the route takes nothing there",
                "name a listener of protocol http, or write the route under streamRoutes"
            );

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

    private static Problem NoGrpc(Route route, Service service, Endpoint endpoint) =>
        Report(route)
            .Make(
                Severity.Error,
                "grpcWeb",
                $"gRPC needs HTTP/2, but {endpoint.Address} of service {service.Name} speaks HTTP/1.1; calls are answered as unavailable",
                "begin the endpoint with h2c:// or https://"
            );

    private static ObjectReport Report(Service service) =>
        new(new ObjectId(ObjectId.Service, service.Name), service.Config.Origin);

    private static ObjectReport Report(Route route) =>
        new(new ObjectId(ObjectId.Route, route.Name), route.Config.Origin);
}
