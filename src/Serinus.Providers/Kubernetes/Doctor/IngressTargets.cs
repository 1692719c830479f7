using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>The Services, ports and Secrets an Ingress names.</summary>
internal static class IngressTargets
{
    private static readonly string[] tlsKeys = ["tls.crt", "tls.key"];

    public static IEnumerable<Finding> Check(IngressEntry ingress, ManifestSet set) =>
        ingress
            .Backends()
            .DistinctBy(named => named.Backend)
            .SelectMany(named => Backend(ingress, named.Backend, named.Place, set))
            .Concat(Secrets(ingress, set));

    private static IEnumerable<Finding> Backend(
        IngressEntry ingress,
        IngressBackend backend,
        Node? place,
        ManifestSet set
    )
    {
        if (backend.Service is not { } name)
            yield break;
        var space = ingress.Object.Namespace;
        var services = set.OfKind("Service")
            .Where(found => found.Namespace == space && found.Name.Length > 0)
            .ToArray();
        var service = services.FirstOrDefault(found => found.Name == name);
        var at = place.At("serviceName") ?? place.At("service", "name") ?? place;
        if (service is null)
        {
            // A set without any Service of the namespace leaves them to others.
            if (services.Length > 0 || set.IsCluster)
                yield return ingress.Object.Make(
                    set.IsCluster ? FindingSeverity.Error : FindingSeverity.Warning,
                    at,
                    $"Service {name} is not in namespace {space}"
                        + (set.Elsewhere("Service", name) is { Length: > 0 } other ? $", only in {other}" : ""),
                    "its share goes to the other Services of the path; alone it is answered 503",
                    "correct the name, or add the Service"
                        + (
                            services.Length > 0
                                ? $"; there are {string.Join(", ", services.Select(found => found.Name))}"
                                : ""
                        )
                );
            yield break;
        }

        var ports = service.Tree.Items("spec", "ports");
        var isThere = ports.Any(port =>
            backend.Port.Name is { } wanted ? port.Text("name") == wanted : port.Whole("port") == backend.Port.Number
        );
        if (!isThere && service.Tree.Text("spec", "type") != "ExternalName")
            yield return ingress.Object.Error(
                place.At("servicePort") ?? place.At("service", "port") ?? at,
                $"Service {name} has no port {backend.Port}",
                "requests for the path are answered 503",
                $"use one of its ports: {string.Join(", ", ports.Select(Words))}"
            );
    }

    private static IEnumerable<Finding> Secrets(IngressEntry ingress, ManifestSet set)
    {
        // Secrets of a cluster are not read: whoever examines it need not have that right.
        if (set.IsCluster)
            yield break;
        foreach (var tls in ingress.Object.Tree.Items("spec", "tls"))
        {
            if (tls.Text("secretName") is not { Length: > 0 } name)
                continue;
            if (set.Find("Secret", ingress.Object.Namespace, name) is not { } secret)
            {
                yield return ingress.Object.Note(
                    tls.At("secretName"),
                    $"Secret {name} is not in this set",
                    "the certificate has to be in the cluster already, in the Ingress's namespace",
                    $"kubectl -n {ingress.Object.Namespace} get secret {name}"
                );
                continue;
            }

            string[] missing =
            [
                .. tlsKeys.Where(key =>
                    secret.Tree.At("data", key) is null && secret.Tree.At("stringData", key) is null
                ),
            ];
            if (missing.Length > 0)
                yield return secret.Error(
                    secret.Tree.At("data"),
                    $"{string.Join(" and ", missing)} {(missing.Length > 1 ? "are" : "is")} missing",
                    $"{ingress.Object} has no certificate",
                    $"kubectl create secret tls {name} --cert FILE --key FILE"
                );
        }
    }

    private static string Words(Node port) =>
        port.Text("name") is { } name ? $"{port.Text("port")} ({name})" : port.Text("port") ?? "";
}
