using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>A workload that is an edge, with the command line and the configuration file it would start with.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Container">The container the edge runs in.</param>
/// <param name="IsSerinus">Serinus with its own configuration; otherwise the command line and TOML of Traefik 1.7.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Config">Its configuration file from a ConfigMap of the set, or null.</param>
internal sealed record Edge(
    Workload Workload,
    Node Container,
    bool IsSerinus,
    ImmutableArray<ScalarNode> Arguments,
    EdgeFile? Config
)
{
    public static Edge? Of(Workload workload, ManifestSet set)
    {
        foreach (var container in workload.Containers)
        {
            ImmutableArray<ScalarNode> arguments =
            [
                .. container.Items("command").Concat(container.Items("args")).OfType<ScalarNode>(),
            ];
            var program = Workload.ProgramOf(container.Text("image") ?? "");
            var isTraefik =
                arguments.Any(argument => Name(argument.Text) == "kubernetes")
                || program.Equals("traefik", StringComparison.OrdinalIgnoreCase);
            var isSerinus = program.Equals("serinus", StringComparison.OrdinalIgnoreCase);
            if (!isTraefik && !isSerinus)
                continue;
            var hasOwnForm = isSerinus && !arguments.Any(argument => Name(argument.Text) == "kubernetes");
            var edge = new Edge(workload, container, hasOwnForm, arguments, null);
            return edge with { Config = EdgeFile.Find(edge, set) };
        }

        return null;
    }

    public SetObject Object => Workload.Object;

    /// <summary>The argument that sets an option, or null. Names of Traefik's flags are the same in any case.</summary>
    public ScalarNode? Argument(string name) => Arguments.FirstOrDefault(argument => Name(argument.Text) == name);

    /// <summary>Value of an option, given as <c>--name=value</c> or as <c>--name value</c>.</summary>
    public string? Option(string name)
    {
        var index = Arguments.IndexOf(Argument(name)!);
        if (index < 0)
            return null;
        var text = Arguments[index].Text;
        var cut = text.IndexOf('=', StringComparison.Ordinal);
        if (cut >= 0)
            return text[(cut + 1)..];
        return index + 1 < Arguments.Length && !Arguments[index + 1].Text.StartsWith('-')
            ? Arguments[index + 1].Text
            : null;
    }

    private static string Name(string argument)
    {
        if (!argument.StartsWith('-'))
            return "";
        var cut = argument.IndexOf('=', StringComparison.Ordinal);
        return (cut < 0 ? argument : argument[..cut]).TrimStart('-').ToLowerInvariant();
    }
}
