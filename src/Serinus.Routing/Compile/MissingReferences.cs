using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>Words the problems of references to objects that are not there, or cannot be used.</summary>
internal sealed class MissingReferences(SnapshotNames names)
{
    // A hint looks at every name; a config where all names are wrong has another fault than typing errors.
    private const int HintsMax = 20;

    private int hints;

    public Problem Listener(ObjectReport report, int index, string wanted) =>
        Missing(
            report,
            $"listeners[{index}]",
            ObjectId.Listener,
            wanted,
            names.Listeners,
            "the route takes nothing there"
        );

    /// <summary>Why a backend has no service.</summary>
    /// <param name="report">Of the route.</param>
    /// <param name="backend">The backend.</param>
    /// <param name="use">What the route would do with its endpoints.</param>
    /// <param name="effect">What becomes of its share.</param>
    public Problem Service(ObjectReport report, Backend backend, EndpointUse use, string effect)
    {
        var field = $"backends[{backend.Place}].service";
        var wanted = backend.Config.Service;
        if (names.Services.Find(wanted) is { } service && BackendServices.Unfit(service, use) is { } unfit)
            return report.Make(
                Severity.Error,
                field,
                $"endpoint {unfit.Address} of service {service.Name} cannot be used for {Word(use)}; {effect}",
                $"give the service endpoints with {EndpointSchemes.For(use)}, or name another service"
            );
        return Missing(report, field, ObjectId.Service, wanted, names.Services, effect);
    }

    /// <summary>Why a service has no certificate of its own to show.</summary>
    public Problem Certificate(ObjectReport report, string wanted) =>
        Missing(
            report,
            "tls.certificate",
            ObjectId.Certificate,
            wanted,
            names.Certificates,
            "endpoints that ask for one are shown none"
        );

    private Problem Missing<T>(
        ObjectReport report,
        string field,
        string kind,
        string wanted,
        NamedObjects<T> known,
        string effect
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
        var nearest = hints++ < HintsMax ? NearestName.Find(wanted, known.Names) : null;
        return report.Make(
            Severity.Error,
            field,
            $"there is no {kind} {shown}; {effect}",
            nearest is null ? $"add the {kind}, or correct the name" : $"did you mean {nearest}?"
        );
    }

    private static string Word(EndpointUse use) =>
        use switch
        {
            EndpointUse.Tcp => "relaying TCP",
            EndpointUse.Udp => "relaying UDP",
            _ => "HTTP requests",
        };
}
