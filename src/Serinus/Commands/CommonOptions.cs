using System.CommandLine;

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

    public static bool IsJson(this ParseResult parsed, Option<string> output) => parsed.GetValue(output) == JsonFormat;
}
