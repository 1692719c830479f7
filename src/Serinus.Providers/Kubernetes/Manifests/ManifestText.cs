using System.Collections.Immutable;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Manifests;

/// <summary>Takes the text of a manifest file (YAML or JSON, any number of documents, Lists too) apart into objects.</summary>
/// <param name="Documents">Its objects; those of a List one by one.</param>
/// <param name="Breakage">Why it cannot be parsed, or null.</param>
internal sealed record ManifestText(ImmutableArray<ManifestDocument> Documents, Breakage? Breakage)
{
    /// <summary>Parses a file's text.</summary>
    /// <param name="path">File, as messages show it.</param>
    /// <param name="text">Its text.</param>
    public static ManifestText Parse(string path, string text)
    {
        var parsed = YamlText.Parse(text);
        if (parsed.Breakage is { } breakage)
            return new ManifestText([], breakage);
        var documents = ImmutableArray.CreateBuilder<ManifestDocument>();
        foreach (var root in parsed.Documents)
        {
            if (root is not MapNode map)
            {
                var problem = new Breakage(
                    root.Line,
                    root.Column,
                    $"a manifest is a map, not {root.Words}",
                    "begin the document with apiVersion and kind"
                );
                return new ManifestText([], problem);
            }

            documents.AddRange(Objects(path, map));
        }

        return new ManifestText(documents.ToImmutable(), null);
    }

    private static IEnumerable<ManifestDocument> Objects(string path, MapNode map)
    {
        // A List, as kubectl get prints several objects, holds them in items.
        if (
            map.Find("kind")?.Value is ScalarNode { Text: var kind }
            && kind.EndsWith("List", StringComparison.Ordinal)
            && map.Find("items")?.Value is ListNode list
        )
            return list.Items.OfType<MapNode>().SelectMany(item => Objects(path, item));
        return [new ManifestDocument(path, map, NodeJson.ToJson(map))];
    }
}
