using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Logging;
using Serinus.Control;
using Serinus.Providers.Traefik;

namespace Serinus.Commands;

/// <summary>What a command line says in the words of Traefik 1.7: every argument that is no option of the command itself.</summary>
internal sealed class StaticArguments
{
    /// <summary>The lines a command's help has on them.</summary>
    public const string Help = """
          Command lines of Traefik 1.7 are taken as they are: --kubernetes, --web, --configFile=traefik.toml, --entryPoints=... and
          all others, in any case; with --config or without. What is not honoured is named once, as a warning.
        """;

    private readonly Argument<string[]> rest = new("static") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };
    private readonly Command command;
    private readonly Option<string> config;

    /// <summary>Adds them to a command that takes a configuration too; one of the two is needed.</summary>
    public StaticArguments(Command command, Option<string> config)
    {
        this.command = command;
        this.config = config;
        command.Add(rest);
        command.Validators.Add(Validate);
    }

    /// <summary>What they say; null when they say nothing.</summary>
    /// <exception cref="StartupException">A file they lead to cannot be read or parsed.</exception>
    public StaticConfiguration? Load(ParseResult parsed)
    {
        var flags = Flags(parsed.GetValue(rest));
        if (flags.IsEmpty)
            return null;
        var home = Environment.GetEnvironmentVariable("HOME");
        var said = new StaticSource(
            path => File.Exists(path) ? File.ReadAllText(path) : null,
            directory => Directory.EnumerateFiles(directory, "*.toml"),
            home
        ).Load(flags);
        return said.Breakage is { } breakage
            ? throw new StartupException($"{breakage} (read in place of a configuration of ours)")
            : said;
    }

    /// <summary>A level by its name.</summary>
    public static LogLevel LevelOf(string? name) =>
        name switch
        {
            "debug" => LogLevel.Debug,
            "warn" => LogLevel.Warning,
            "error" => LogLevel.Error,
            _ => LogLevel.Information,
        };

    private void Validate(CommandResult result)
    {
        if (result.Children.OfType<OptionResult>().Any(option => option.Option is System.CommandLine.Help.HelpOption))
            return;
        var flags = Flags(result.GetValue(rest));
        foreach (var error in flags.Errors)
            result.AddError(error);
        if (flags.IsEmpty && flags.Errors.IsEmpty && result.GetResult(config) is null)
            result.AddError("Option '--config' is required, or a setting such as --kubernetes.");
    }

    private StaticFlags Flags(string[]? arguments) =>
        StaticFlags.Parse(arguments ?? [], command.Options.SelectMany(option => option.Aliases.Append(option.Name)));
}
