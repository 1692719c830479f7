namespace Serinus.Providers.Files;

/// <summary>The text of a configuration file as it was read.</summary>
/// <param name="Path">Path as messages show it.</param>
/// <param name="IsToml">Whether it is TOML; YAML otherwise.</param>
/// <param name="Text">Content without byte order mark.</param>
internal sealed record SourceText(string Path, bool IsToml, string Text);
