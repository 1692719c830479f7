using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>What an edge, which every stranger talks to, should not be: privileged, root, unwatched, unbounded.</summary>
internal static class PodSafety
{
    private static readonly string[] probes = ["readinessProbe", "livenessProbe"];
    private static readonly string[] scarce = ["cpu", "memory"];

    public static IEnumerable<Finding> Check(ManifestSet set) =>
        set.Edges.SelectMany(edge => Privileges(edge).Concat(Probes(edge)).Concat(Resources(edge)).Concat(Ports(edge)));

    private static IEnumerable<Finding> Privileges(Edge edge)
    {
        var security = edge.Container.At("securityContext");
        var pod = edge.Workload.Spec.At("securityContext");
        if (security.Flag("privileged") == true)
        {
            yield return edge.Object.Warning(
                security.At("privileged"),
                "the container is privileged, and runs as root",
                "whoever takes over the edge has the node",
                "remove privileged; runAsNonRoot: true and capabilities { drop: [ALL], add: [NET_BIND_SERVICE] } are enough for ports below 1024"
            );
            yield break;
        }

        var user = security.Whole("runAsUser") ?? pod.Whole("runAsUser");
        var isNonRoot = security.Flag("runAsNonRoot") ?? pod.Flag("runAsNonRoot") ?? user > 0;
        if (!isNonRoot || user == 0)
            yield return edge.Object.Warning(
                security ?? pod ?? edge.Container,
                "the container may run as root",
                "whoever takes over the edge is root inside it",
                "set securityContext.runAsNonRoot: true and a runAsUser above 0"
            );
        if (security.Flag("allowPrivilegeEscalation") != false)
            yield return edge.Object.Warning(
                security ?? edge.Container,
                "processes of the container may gain privileges",
                "a program with the setuid bit makes them root",
                "set securityContext.allowPrivilegeEscalation: false"
            );
    }

    private static IEnumerable<Finding> Probes(Edge edge)
    {
        string[] missing = [.. probes.Where(probe => edge.Container.At(probe) is null)];
        if (missing.Length > 0)
            yield return edge.Object.Warning(
                edge.Container,
                $"{string.Join(" and ", missing)} {(missing.Length > 1 ? "are" : "is")} missing",
                "a rollout goes on though the new pods serve nothing, and a hung one is never restarted",
                edge.IsSerinus
                    ? "probe /readyz and /livez on the admin port"
                    : "probe /ping on the admin port (with Serinus /readyz and /livez)"
            );
    }

    private static IEnumerable<Finding> Resources(Edge edge)
    {
        var requests = edge.Container.At("resources", "requests");
        string[] missing = [.. scarce.Where(name => requests.At(name) is null)];
        if (missing.Length > 0)
            yield return edge.Object.Warning(
                edge.Container.At("resources") ?? edge.Container,
                $"no request for {string.Join(" and ", missing)}",
                "the scheduler counts the edge as nothing, and it is the first to go when the node is full",
                "add resources.requests, such as { cpu: 100m, memory: 150Mi }"
            );
        var image = edge.Container.Text("image") ?? "";
        var tag = image[(image.LastIndexOf('/') + 1)..];
        if (tag.EndsWith(":latest", StringComparison.Ordinal) || tag.AsSpan().IndexOfAny(':', '@') < 0)
            yield return edge.Object.Warning(
                edge.Container.At("image"),
                $"image {image} has no fixed version",
                "nodes run different versions, and nobody can go back to the one before",
                "name a version"
            );
    }

    private static IEnumerable<Finding> Ports(Edge edge)
    {
        foreach (var port in edge.Container.Items("ports"))
        {
            if (port.Whole("hostPort") is not { } hostPort)
                continue;
            if (!edge.Workload.IsOnHostNetwork)
                yield return edge.Object.Warning(
                    port.At("hostPort"),
                    $"hostPort {hostPort} without hostNetwork",
                    "connections go through the node's address translation, which some network plugins lack and which may hide the client's address",
                    "set hostNetwork: true, or remove hostPort and put a Service in front"
                );
            else if (port.Whole("containerPort") != hostPort)
                yield return edge.Object.Error(
                    port.At("hostPort"),
                    $"hostPort {hostPort} is not containerPort {port.Text("containerPort")}",
                    "with hostNetwork the API server refuses the object",
                    "make them the same, or remove hostPort"
                );
        }
    }
}
