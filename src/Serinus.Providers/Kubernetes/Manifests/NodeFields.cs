using System.Globalization;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Manifests;

/// <summary>Reads fields of a manifest and keeps their places. What is absent or of another type is not there, as with <see cref="Objects.JsonFields"/>.</summary>
internal static class NodeFields
{
    /// <summary>The value at the end of a path of keys.</summary>
    public static Node? At(this Node? node, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            node = (node as MapNode)?.Find(key)?.Value;
        return node is ScalarNode { Kind: ScalarKind.Null } ? null : node;
    }

    /// <summary>The entry of a key, which also knows where the key stands.</summary>
    public static MapEntry? Entry(this Node? node, string key) => (node as MapNode)?.Find(key);

    public static string? Text(this Node? node, params ReadOnlySpan<string> keys) =>
        (node.At(keys) as ScalarNode)?.Text;

    public static bool? Flag(this Node? node, params ReadOnlySpan<string> keys) =>
        node.At(keys) is ScalarNode { Kind: ScalarKind.Boolean } flag ? bool.Parse(flag.Text) : null;

    public static int? Whole(this Node? node, params ReadOnlySpan<string> keys) =>
        node.At(keys) is ScalarNode { Kind: ScalarKind.Number } number
        && int.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? whole
            : null;

    /// <summary>Items of a list; none when it is absent.</summary>
    public static IReadOnlyList<Node> Items(this Node? node, params ReadOnlySpan<string> keys) =>
        (node.At(keys) as ListNode)?.Items ?? [];

    /// <summary>Entries of a map; none when it is absent.</summary>
    public static IReadOnlyList<MapEntry> Entries(this Node? node, params ReadOnlySpan<string> keys) =>
        (node.At(keys) as MapNode)?.Entries ?? [];

    /// <summary>Texts of a list; maps and lists in it are left out.</summary>
    public static string[] Texts(this Node? node, params ReadOnlySpan<string> keys) =>
        [.. node.Items(keys).OfType<ScalarNode>().Select(item => item.Text)];

    /// <summary>A map of texts, such as labels.</summary>
    public static Dictionary<string, string> TextMap(this Node? node, params ReadOnlySpan<string> keys)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in node.Entries(keys))
        {
            if (entry.Value is ScalarNode scalar)
                texts.TryAdd(entry.Key, scalar.Text);
        }

        return texts;
    }
}
