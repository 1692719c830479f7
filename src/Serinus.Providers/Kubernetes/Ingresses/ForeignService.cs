using System.Globalization;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>A Service of another namespace, as <c>serinus.dev/weights</c> names it: <c>namespace/service</c> or <c>namespace/service:port</c>.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Port">Its port; null for that of the path's first Service.</param>
internal sealed record ForeignService(ObjectKey Service, PortReference? Port)
{
    /// <summary>Reads a name; null when it is none.</summary>
    public static ForeignService? Read(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0)
            return null;
        var parts = name[(slash + 1)..].Split(':');
        if (parts.Length > 2 || parts.Any(part => part.Length == 0) || parts[0].Contains('/', StringComparison.Ordinal))
            return null;
        PortReference? port =
            parts.Length == 1 ? null
            : int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new PortReference(number, null)
            : new PortReference(0, parts[1]);
        return new ForeignService(new ObjectKey(name[..slash], parts[0]), port);
    }

    /// <summary>Whether the Service's namespace consents that Ingresses of another refer to it.</summary>
    public bool IsGranted(ClusterView view, string from) =>
        Service.Namespace == from
        || view.ReferenceGrants.Values.Any(grant =>
            grant.Meta.Key.Namespace == Service.Namespace
            && grant.From.Any(who =>
                who.Group is "networking.k8s.io" or "extensions" && who.Kind == "Ingress" && who.Namespace == from
            )
            && grant.To.Any(what =>
                what.Group.Length == 0 && what.Kind == "Service" && (what.Name is null || what.Name == Service.Name)
            )
        );
}
