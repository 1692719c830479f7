using System.Collections.Immutable;
using Serinus.Routing.Compile;

namespace Serinus.Providers.Traefik;

/// <summary>A command line of Traefik 1.7: names without case, <c>--key=value</c>, <c>--key value</c>, and switches that stand alone.</summary>
public sealed class StaticFlags
{
    private const string EntryPoints = "entryPoints";

    private StaticFlags(ImmutableArray<StaticSetting> settings, ImmutableArray<string> errors)
    {
        Settings = settings;
        Errors = errors;
    }

    /// <summary>What is wrong with it, a sentence each.</summary>
    public ImmutableArray<string> Errors { get; }

    /// <summary>Whether it says nothing.</summary>
    public bool IsEmpty => Settings.IsEmpty;

    internal ImmutableArray<StaticSetting> Settings { get; }

    /// <summary>Reads arguments.</summary>
    /// <param name="arguments">What stands on the command line beside options of the program's own.</param>
    /// <param name="ownOptions">Those options, with their dashes: an unknown name may have been meant for one.</param>
    public static StaticFlags Parse(IReadOnlyList<string> arguments, IEnumerable<string> ownOptions)
    {
        var settings = ImmutableArray.CreateBuilder<StaticSetting>();
        var errors = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal) || argument.Length < 3)
            {
                errors.Add($"'{argument}' is no option");
                continue;
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument[2..] : argument[2..equals];
            if (Known(name) is not { } key)
            {
                errors.Add(Unknown(name, ownOptions));
                continue;
            }

            var value = equals >= 0 ? argument[(equals + 1)..] : null;
            if (value is null && !key.IsSwitch && i + 1 < arguments.Count && !arguments[i + 1].StartsWith('-'))
                value = arguments[++i];
            if (value is null && !key.IsSwitch && key.Loss is null)
                errors.Add($"--{name} needs a value, as in --{name}=VALUE");
            else if (key.Path == EntryPoints)
                ReadEntryPoint(value!, settings, errors);
            else
                settings.Add(StaticSetting.OfFlag(Spelled(key, name), value ?? "true"));
        }

        return new StaticFlags(settings.ToImmutable(), errors.ToImmutable());
    }

    // Entry points are written as a whole, in the one flag made for them.
    private static StaticKey? Known(string name) =>
        StaticKeys.Find(name) is { } key && !key.Path.StartsWith(EntryPoints + ".", StringComparison.Ordinal)
            ? key
            : null;

    private static string Spelled(StaticKey key, string name) =>
        key.Path.Contains('*', StringComparison.Ordinal) ? name : key.Path;

    private static string Unknown(string name, IEnumerable<string> ownOptions)
    {
        var names = StaticKeys.Names.Select(known => "--" + known).Concat(ownOptions);
        return NearestName.Find("--" + name, names) is { } nearest
            ? $"--{name} is no option; did you mean {nearest}?"
            : $"--{name} is no option";
    }

    /// <summary>Reads <c>Name:http Address::80 Redirect.EntryPoint:https</c>.</summary>
    private static void ReadEntryPoint(
        string text,
        ImmutableArray<StaticSetting>.Builder settings,
        ImmutableArray<string>.Builder errors
    )
    {
        var parts = text.Trim('"', '\'')
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split(':', 2))
            .Select(part => (Key: part[0], Value: part.Length > 1 ? part[1] : "true"))
            .ToArray();
        var name = parts.FirstOrDefault(part => Is(part.Key, "Name")).Value;
        if (string.IsNullOrEmpty(name))
        {
            errors.Add($"--entryPoints='{text}' has no Name; write Name:http Address::80");
            return;
        }

        // An entry point on the command line stands in place of the one of its name in TOML: an empty table marks where it begins.
        settings.Add(StaticSetting.OfFlag($"{EntryPoints}.{name}", "true"));
        foreach (var (key, value) in parts.Where(part => !Is(part.Key, "Name")))
        {
            var path = $"{EntryPoints}.{name}.{(Is(key, "CA") || Is(key, "CA.Optional") ? "TLS." + key : key)}";
            if (StaticKeys.Find(path) is null)
                errors.Add($"--entryPoints: {key} is no part of an entry point");
            else
                settings.Add(StaticSetting.OfFlag(path, value));
        }
    }

    private static bool Is(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
