using Serinus.Providers.Kubernetes.Manifests;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>Several Ingresses that want the same host and path.</summary>
internal static class IngressConflicts
{
    private const string Canary = "nginx.ingress.kubernetes.io/canary";

    public static IEnumerable<Finding> Check(IReadOnlyList<IngressEntry> ingresses)
    {
        var claims =
            from ingress in ingresses
            // A canary of nginx joins the Ingress that has the same host and path: that is what it is for.
            where ingress.Ingress.Meta.Annotations.GetValueOrDefault(Canary) != "true"
            from path in ingress.Paths
            group (ingress, path) by (
                ingress.ClassName,
                Host: path.Host.ToLowerInvariant(),
                Path: path.Path.Path is "" ? "/" : path.Path.Path,
                IsExact: path.Path.Type == "Exact"
            );
        foreach (var claim in claims)
        {
            // Within one Ingress the same path twice is a split.
            var owners = claim.DistinctBy(entry => entry.ingress).ToArray();
            foreach (var (ingress, path) in owners.Skip(1))
                yield return ingress.Object.Warning(
                    path.Node.At("path") ?? path.Node,
                    $"{(claim.Key.Host.Length == 0 ? "*" : claim.Key.Host)}{claim.Key.Path} belongs to {owners[0].ingress.Object} already",
                    "the older of the two Ingresses gets the requests, the other none; in Traefik 1.7 they were mixed",
                    "remove one path, or put both Services into one Ingress with weights"
                );
        }
    }
}
