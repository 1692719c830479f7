using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>An object that makes pods, or a pod.</summary>
/// <param name="Object">The object.</param>
/// <param name="Template">The pod's metadata and spec.</param>
internal sealed record Workload(SetObject Object, Node Template)
{
    public Node? Spec => Template.At("spec");

    public IReadOnlyList<Node> Containers => Spec.Items("containers");

    public Dictionary<string, string> Labels => Template.TextMap("metadata", "labels");

    public bool IsOnHostNetwork => Spec.Flag("hostNetwork") == true;

    /// <summary>What its pods run as.</summary>
    public string ServiceAccount => Spec.Text("serviceAccountName") ?? Spec.Text("serviceAccount") ?? "default";

    /// <summary>Whether one of its containers runs an image of this name, whatever its registry, team and tag.</summary>
    public bool Runs(string program) =>
        Containers.Any(container =>
            ProgramOf(container.Text("image") ?? "").Equals(program, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The program of an image: <c>registry/team/traefik:v1.7.2-alpine</c> is the program <c>traefik</c>.</summary>
    public static string ProgramOf(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        var cut = name.AsSpan().IndexOfAny(':', '@');
        return cut < 0 ? name : name[..cut];
    }

    public static Workload? Of(SetObject found) =>
        found.Kind switch
        {
            "Pod" => new Workload(found, found.Tree),
            "DaemonSet"
            or "Deployment"
            or "StatefulSet"
            or "ReplicaSet"
            or "Job" when found.Tree.At("spec", "template") is { } template => new Workload(found, template),
            _ => null,
        };

    public bool HasLabels(IReadOnlyDictionary<string, string> selector)
    {
        var labels = Labels;
        return selector.All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value);
    }
}
