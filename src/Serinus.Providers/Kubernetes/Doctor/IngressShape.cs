using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>Fields of an Ingress that its API version demands or does not know.</summary>
internal static class IngressShape
{
    public static IEnumerable<Finding> Check(IngressEntry ingress)
    {
        var isCurrent = ingress.Object.Document.ApiVersion == "networking.k8s.io/v1";
        foreach (var (_, place) in ingress.Backends())
        {
            if (isCurrent && place.At("serviceName") is { } old)
                yield return ingress.Object.Error(
                    old,
                    "serviceName and servicePort are fields of v1beta1",
                    "networking.k8s.io/v1 refuses the object",
                    $"write service: {{ name: {place.Text("serviceName")}, port: {Port(place.Text("servicePort"))} }}"
                );
            else if (!isCurrent && place.At("service") is { } current)
                yield return ingress.Object.Error(
                    current,
                    "service is a field of networking.k8s.io/v1",
                    $"{ingress.Object.Document.ApiVersion} does not know it, and the path has no backend",
                    "write apiVersion: networking.k8s.io/v1"
                );
        }

        foreach (var path in ingress.Paths)
        {
            foreach (var finding in Path(ingress, path, isCurrent))
                yield return finding;
        }
    }

    private static IEnumerable<Finding> Path(IngressEntry ingress, PlacedPath path, bool isCurrent)
    {
        if (isCurrent && path.Path.Type is null)
            yield return ingress.Object.Error(
                path.Node,
                $"path {Shown(path)} has no pathType",
                "the API server refuses the object",
                "add pathType: Prefix, or Exact"
            );
        else if (path.Path.Type is not (null or "Exact" or "Prefix" or "ImplementationSpecific"))
            yield return ingress.Object.Error(
                path.Node.At("pathType"),
                $"pathType {path.Path.Type} does not exist",
                "the API server refuses the object",
                "use Prefix, Exact or ImplementationSpecific"
            );
        if (isCurrent && path.Path.Type is "Exact" or "Prefix" && !path.Path.Path.StartsWith('/'))
            yield return ingress.Object.Error(
                path.Node.At("path") ?? path.Node,
                $"path {Shown(path)} does not begin with /",
                "the API server refuses the object",
                $"write /{path.Path.Path}"
            );
    }

    private static string Shown(PlacedPath path) => path.Path.Path.Length == 0 ? "\"\"" : path.Path.Path;

    private static string Port(string? port) =>
        int.TryParse(port, out _) ? $"{{ number: {port} }}" : $"{{ name: {port} }}";
}
