namespace Serinus.Providers.Files;

/// <summary>Which files of a directory are configuration, and in which language.</summary>
internal static class ConfigFileName
{
    /// <summary>Hidden files are left out: editors and Kubernetes keep theirs there.</summary>
    public static bool Is(string name) =>
        !name.StartsWith('.') && (IsToml(name) || Ends(name, ".yaml") || Ends(name, ".yml"));

    /// <summary>A file given by its path is YAML, whatever its name, unless it ends in .toml.</summary>
    public static bool IsToml(string name) => Ends(name, ".toml");

    private static bool Ends(string name, string extension) =>
        name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
