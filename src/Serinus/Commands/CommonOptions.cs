using System.CommandLine;
using Serinus.Hosting;

namespace Serinus.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<string> Config() =>
        new("--config", "-c")
        {
            Description = "Configuration: a YAML or TOML file, or a directory of them.",
            HelpName = "PATH",
            Required = true,
        };

    public static Option<LogFormat> Output(string description, params string[] aliases) =>
        new("--output", ["-o", .. aliases])
        {
            Description = description,
            HelpName = "text|json",
            DefaultValueFactory = _ => LogFormat.Text,
            CustomParser = result =>
            {
                var word = result.Tokens[0].Value;
                if (word is "text" or "json")
                    return word == "json" ? LogFormat.Json : LogFormat.Text;
                result.AddError($"output '{word}' is neither text nor json.");
                return default;
            },
        };
}
