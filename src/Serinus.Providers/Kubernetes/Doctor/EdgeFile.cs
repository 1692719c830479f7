using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>The configuration file of an edge, found where its ConfigMap keeps it.</summary>
/// <param name="Holder">The ConfigMap.</param>
/// <param name="Text">The text inside the ConfigMap.</param>
/// <param name="Tree">The text as a tree; null when it cannot be parsed.</param>
internal sealed record EdgeFile(SetObject Holder, ScalarNode Text, MapNode? Tree)
{
    /// <summary>The file the command line names, or the only one that is mounted.</summary>
    public static EdgeFile? Find(Edge edge, ManifestSet set)
    {
        var path = Path(edge);
        foreach (var mounted in MountedFile.Of(edge, set))
        {
            var isNamed = path is null || path == mounted.Path || path.TrimEnd('/') == mounted.Folder;
            if (isNamed && mounted.Text is { } text)
                return new EdgeFile(mounted.Holder!, text, Parse(mounted.Path, text.Text));
        }

        return null;
    }

    /// <summary>The configuration path of the command line, or null.</summary>
    public static string? Path(Edge edge) =>
        edge.IsSerinus ? edge.Option("config") ?? edge.Option("c") : edge.Option("configfile");

    /// <summary>
    /// The place of a value of the file in the manifest. The text begins in the line after the <c>|</c> of its key; its columns are those of the
    /// manifest less the indentation, which nobody knows here, so the beginning of the line stands for them.
    /// </summary>
    public Node Place(Node inner) => new ScalarNode(Text.Line + inner.Line, 1, ScalarKind.Text, "");

    private static MapNode? Parse(string path, string text)
    {
        var parsed = path.EndsWith(".toml", StringComparison.Ordinal) ? TomlText.Parse(text) : YamlText.Parse(text);
        return parsed.Documents.FirstOrDefault() as MapNode;
    }
}
