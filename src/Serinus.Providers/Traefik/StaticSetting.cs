using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>One setting as it was written, on the command line or in TOML.</summary>
/// <param name="Path">Its path, as messages show it.</param>
/// <param name="Items">Its value; several of a list, none of a table.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record StaticSetting(string Path, ImmutableArray<string> Items, Location Place)
{
    /// <summary>The source that settings of the command line name.</summary>
    public const string CommandLine = "command line";

    /// <summary>The value as one text; <c>true</c> of a table, which is there by being named.</summary>
    public string Text => Items.IsEmpty ? "true" : string.Join(',', Items);

    /// <summary>Makes a setting of the command line.</summary>
    public static StaticSetting OfFlag(string path, string text) => new(path, [text], new Location(CommandLine, 0, 0));
}
