using System.Collections.Immutable;
using System.Globalization;
using Serinus.Providers.Tree;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>A TOML file of Traefik 1.7: its settings by path, and the tree for the parts that are no settings.</summary>
/// <param name="Source">Path of the file.</param>
/// <param name="Settings">Settings, outer tables before inner ones.</param>
/// <param name="Root">The whole tree; null when the file is broken.</param>
/// <param name="Breakage">Why it cannot be parsed, with the place; null when it can.</param>
internal sealed record StaticToml(
    string Source,
    ImmutableArray<StaticSetting> Settings,
    MapNode? Root,
    string? Breakage
)
{
    private static readonly string[] dynamicParts = ["backends", "frontends", "tls"];

    /// <summary>Parses a file's text.</summary>
    public static StaticToml Parse(string source, string text)
    {
        var parsed = TomlText.Parse(text);
        if (parsed.Breakage is { } breakage)
        {
            var place = new Location(source, breakage.Line, breakage.Column);
            return new StaticToml(source, [], null, $"{place}: {breakage.Message}; {breakage.Cure}");
        }

        var root = (MapNode)parsed.Documents[0];
        var settings = ImmutableArray.CreateBuilder<StaticSetting>();
        foreach (var entry in root.Entries)
        {
            if (!dynamicParts.Contains(entry.Key.ToLowerInvariant()))
                Flatten(source, entry.Key, entry, settings);
        }

        return new StaticToml(source, settings.ToImmutable(), root, null);
    }

    private static void Flatten(
        string source,
        string path,
        MapEntry entry,
        ImmutableArray<StaticSetting>.Builder settings
    )
    {
        var place = new Location(source, entry.Line, entry.Column);
        switch (entry.Value)
        {
            case ScalarNode scalar:
                settings.Add(new StaticSetting(path, [scalar.Text], place));
                break;
            case ListNode { Items: [MapNode, ..] } tables:
                // Tables of one name are told apart by their number.
                for (var i = 0; i < tables.Items.Count; i++)
                {
                    if (tables.Items[i] is not MapNode map)
                        continue;
                    foreach (var inner in map.Entries)
                        Flatten(
                            source,
                            $"{path}.{i.ToString(CultureInfo.InvariantCulture)}.{inner.Key}",
                            inner,
                            settings
                        );
                }

                break;
            case ListNode list:
                settings.Add(
                    new StaticSetting(path, [.. list.Items.OfType<ScalarNode>().Select(item => item.Text)], place)
                );
                break;
            case MapNode map:
                settings.Add(new StaticSetting(path, [], place));
                foreach (var inner in map.Entries)
                    Flatten(source, $"{path}.{inner.Key}", inner, settings);
                break;
        }
    }
}
