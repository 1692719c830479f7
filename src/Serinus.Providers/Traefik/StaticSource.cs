using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>Reads a static configuration of Traefik 1.7: built-in values, then TOML, then the command line.</summary>
/// <param name="read">Gives the text of a file, or null when there is none.</param>
/// <param name="list">Gives the TOML files of a directory.</param>
/// <param name="home">The user's home directory; null when unknown.</param>
public sealed class StaticSource(Func<string, string?> read, Func<string, IEnumerable<string>> list, string? home)
{
    /// <summary>Name of the provider in fragments.</summary>
    public const string ProviderName = "static";

    private const string FileName = "traefik.toml";

    /// <summary>Reads everything a command line leads to.</summary>
    public StaticConfiguration Load(StaticFlags flags)
    {
        try
        {
            return LoadAll(flags);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return new StaticConfiguration { Breakage = trouble.Message };
        }
    }

    private StaticConfiguration LoadAll(StaticFlags flags)
    {
        var settings = new StaticSettings();
        foreach (var flag in flags.Settings)
            settings.Put(flag);
        var toml = Toml(settings);
        if (toml?.Breakage is { } breakage)
            return new StaticConfiguration { Source = toml.Source, Breakage = breakage };
        Merge(settings, toml, flags);

        var reader = new StaticReader(settings);
        if (toml is null && settings.Find("configFile") is { } named)
            reader.Warn(named, $"{named.Text} does not exist; built-in values and flags are used", "correct the path");
        reader.NameWhatIsLost();
        if (toml?.Root?.Entries.FirstOrDefault(entry => entry.Key == "tls") is { } tables && !reader.Has("file"))
            reader.Warn(
                new StaticSetting("tls", [], new Location(toml.Source, tables.Line, tables.Column)),
                "not honoured: certificates are read here only where there is a [file] section",
                "add [file], or put them under [entryPoints.NAME.tls]"
            );
        var files = DynamicFiles(reader, toml, out var broken);
        if (broken is not null)
            return new StaticConfiguration { Source = toml?.Source, Breakage = broken };
        return new StaticConfiguration
        {
            Fragment = Translate(reader, files),
            Source = toml?.Source,
            LogLevel = LogLevel(reader),
            IsJsonLog = reader.Text("traefikLog.format") == "json",
        };
    }

    private Fragment Translate(StaticReader reader, IReadOnlyList<StaticToml> files)
    {
        var entryPoints = EntryPoint.All(reader);
        var defaults = Defaults(reader, entryPoints);
        var admin = new AdminTranslator(reader, entryPoints);
        var adminConfig = admin.Translate(defaults);
        var certificates = new CertificateTranslator(reader, new PemSource(read));
        var listeners = new ListenerTranslator(reader, entryPoints, new EntryPointTls(reader, certificates));
        listeners.Translate(admin.Taken);
        var upstreamTls = UpstreamTlsTranslator.Translate(reader, certificates);
        var cluster = KubernetesTranslator.Translate(reader, defaults, upstreamTls);
        var frontends = new FileSection(reader, entryPoints, defaults, certificates, upstreamTls);
        foreach (var file in files)
            frontends.Add(file);
        var edge = EdgeTranslator.Translate(reader, adminConfig, admin.Buckets, cluster);
        var (acme, folder) = new AcmeTranslator(reader, entryPoints).Translate(frontends.Routes);
        edge = edge with { Acme = acme, StateFolder = folder ?? edge.StateFolder };
        return new Fragment
        {
            Provider = ProviderName,
            Listeners = listeners.Listeners,
            Routes = [.. listeners.Closed, .. frontends.Routes],
            Services = frontends.Services,
            Certificates = certificates.Certificates,
            Edge = edge,
            Problems = reader.Problems,
        };
    }

    private StaticToml? Toml(StaticSettings flags)
    {
        string[] places =
            flags.Find("configFile") is { } named ? [named.Text]
            : home is null ? [$"/etc/traefik/{FileName}", FileName]
            : [$"/etc/traefik/{FileName}", Path.Combine(home, ".traefik", FileName), FileName];
        foreach (var path in places)
        {
            if (read(path) is { } text)
                return StaticToml.Parse(path, text);
        }

        return null;
    }

    private static void Merge(StaticSettings settings, StaticToml? toml, StaticFlags flags)
    {
        foreach (var setting in toml?.Settings ?? [])
            settings.Put(setting);

        // A flag that names a whole thing, such as an entry point, stands in place of all TOML says of it.
        foreach (var flag in flags.Settings)
        {
            if (flag.Path.StartsWith("entryPoints.", StringComparison.Ordinal) && flag.Path.Count(c => c == '.') == 1)
                settings.Forget(flag.Path);
        }

        foreach (var flag in flags.Settings)
            settings.Put(flag);
    }

    /// <summary>Files with frontends and backends: those a file section names, and the file itself where it has such a section.</summary>
    private List<StaticToml> DynamicFiles(StaticReader reader, StaticToml? toml, out string? broken)
    {
        broken = null;
        var files = new List<StaticToml>();
        if (!reader.Has("file"))
            return files;
        var paths = new List<string>();
        if (reader.Text("file.filename") is { } name)
            paths.Add(name);
        if (reader.Text("file.directory") is { } directory)
            paths.AddRange(list(directory).Order(StringComparer.Ordinal));
        if (paths.Count == 0 && toml is not null)
            files.Add(toml);
        foreach (var path in paths)
        {
            if (read(path) is not { } text)
            {
                reader.Error(reader.Settings.Any("file")!, $"{path} does not exist", "correct the path");
                continue;
            }

            var file = StaticToml.Parse(path, text);
            broken ??= file.Breakage;
            files.Add(file);
        }

        return files;
    }

    private static ImmutableArray<string> Defaults(StaticReader reader, ImmutableArray<EntryPoint> entryPoints)
    {
        var asked = reader.List("defaultEntryPoints");
        if (asked.IsEmpty)
            asked = ["http"];
        var known = asked.Where(name => entryPoints.Any(entryPoint => entryPoint.Name == name)).ToImmutableArray();
        foreach (var name in asked.Except(known))
            reader.Report(
                Severity.Warning,
                new ObjectId(ObjectId.Edge, ""),
                "defaultEntryPoints",
                reader.Settings.Find("defaultEntryPoints")?.Place,
                $"there is no entry point {name}; the name is passed over",
                $"define [entryPoints.{name}], or remove the name"
            );
        // Routes of no listener at all would be routes of every listener.
        return known.IsEmpty ? asked : known;
    }

    private static string? LogLevel(StaticReader reader)
    {
        if (reader.Settings.Find("logLevel") is not { } setting)
            return reader.Flag("debug") ? "debug" : null;
        var level = setting.Text.ToLowerInvariant() switch
        {
            "debug" => "debug",
            "info" => "info",
            "warn" or "warning" => "warn",
            "error" or "fatal" or "panic" => "error",
            _ => null,
        };
        if (level is null)
            reader.Error(setting, $"\"{setting.Text}\" is no level", "write DEBUG, INFO, WARN or ERROR");
        return level;
    }
}
