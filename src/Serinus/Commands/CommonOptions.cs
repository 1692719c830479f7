using System.CommandLine;
using Serinus.Control;

namespace Serinus.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    private const string TextFormat = "text";
    private const string JsonFormat = "json";

    public static Option<string> Config() =>
        new("--config", "-c")
        {
            Description = "Configuration: a YAML or TOML file, or a directory of them.",
            HelpName = "PATH",
            Required = true,
        };

    /// <summary>The same where another source may stand in its place.</summary>
    public static Option<string> OptionalConfig()
    {
        var config = Config();
        config.Required = false;
        return config;
    }

    public static Option<string> Output(string description, params string[] aliases)
    {
        var option = new Option<string>("--output", ["-o", .. aliases])
        {
            Description = description,
            DefaultValueFactory = _ => TextFormat,
        };
        return option.AcceptOnlyFromAmong(TextFormat, JsonFormat);
    }

    /// <summary>Manifests: files, directories, or <c>-</c> for standard input.</summary>
    public static Option<string[]> Manifests(bool required) =>
        new("--filename", "-f")
        {
            Description = "Manifest files or directories; - is standard input.",
            HelpName = "PATH",
            Required = required,
            AllowMultipleArgumentsPerToken = true,
        };

    /// <summary>Ends the call when a path leads nowhere.</summary>
    /// <exception cref="StartupException">One does not exist.</exception>
    public static void CheckManifests(IEnumerable<string> paths)
    {
        if (paths.FirstOrDefault(path => path != "-" && !Path.Exists(path)) is { } missing)
            throw new StartupException($"{missing} does not exist; name manifest files or directories with -f");
    }

    public static bool IsJson(this ParseResult parsed, Option<string> output) => parsed.GetValue(output) == JsonFormat;
}
