using System.Collections.Immutable;
using System.Globalization;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>Reads settings as what they are meant to be, and gathers what is wrong with them.</summary>
internal sealed class StaticReader(StaticSettings settings)
{
    private readonly ImmutableArray<Problem>.Builder problems = ImmutableArray.CreateBuilder<Problem>();

    public StaticSettings Settings => settings;

    public ImmutableArray<Problem> Problems => problems.ToImmutable();

    public bool Has(string path) => settings.Any(path) is not null;

    public string? Text(string path) =>
        settings.Find(path) is { Items.IsEmpty: false } setting ? setting.Text.Trim('"') : null;

    public ImmutableArray<string> List(string path) =>
        settings.Find(path) is { } setting ? [.. setting.Items.SelectMany(GoValue.List)] : [];

    public bool Flag(string path) =>
        settings.Find(path) is { } setting
        && (GoValue.TryFlag(setting.Text, out var flag) ? flag : Wrong(setting, "true or false", false));

    public TimeSpan? Duration(string path)
    {
        if (settings.Find(path) is not { } setting)
            return null;
        return GoValue.TryDuration(setting.Text, out var duration)
            ? duration
            : Wrong(setting, "a duration, such as 10s, 1m30s or bare seconds", (TimeSpan?)null);
    }

    public int? Whole(string path)
    {
        if (settings.Find(path) is not { } setting)
            return null;
        return int.TryParse(setting.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : Wrong(setting, "a whole number", (int?)null);
    }

    public ImmutableArray<double>? Numbers(string path)
    {
        if (settings.Find(path) is not { } setting)
            return null;
        var numbers = ImmutableArray.CreateBuilder<double>();
        foreach (var text in List(path))
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                return Wrong(setting, "numbers with commas between them", (ImmutableArray<double>?)null);
            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }

    /// <summary>Names every setting that is unknown or not honoured, once.</summary>
    public void NameWhatIsLost()
    {
        var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (_, setting) in settings.All)
        {
            var parts = setting.Path.Split('.');
            if (StaticKeys.Find(setting.Path) is not { } key)
            {
                if (!StaticKeys.All.Any(known => IsTableOf(parts, known)))
                    Warn(setting, "there is no such setting", Nearest(setting.Path));
            }
            else if (key.Loss is { } loss && IsAsked(setting) && named.Add(key.RootOf(parts)))
            {
                Warn(settings.Find(key.RootOf(parts)) ?? setting, $"not honoured: {loss}", key.Cure);
            }
        }
    }

    public void Warn(StaticSetting setting, string message, string cure) =>
        Report(Severity.Warning, new ObjectId(ObjectId.Edge, ""), setting.Path, setting.Place, message, cure);

    public void Error(StaticSetting setting, string message, string cure) =>
        Report(Severity.Error, new ObjectId(ObjectId.Edge, ""), setting.Path, setting.Place, message, cure);

    public void Report(Severity severity, ObjectId about, string field, Location? place, string message, string cure) =>
        problems.Add(
            new Problem
            {
                Severity = severity,
                Object = about,
                Field = field,
                Message = message,
                Cure = cure,
                Location = place,
            }
        );

    /// <summary>A switch that is off asks for nothing that could be lost.</summary>
    private static bool IsAsked(StaticSetting setting) => !GoValue.TryFlag(setting.Text, out var on) || on;

    private static bool IsTableOf(string[] parts, StaticKey key)
    {
        var names = key.Path.Split('.');
        return names.Length > parts.Length
            && parts.Zip(names).All(pair => pair.Second == "*" || Same(pair.First, pair.Second));
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static string Nearest(string path)
    {
        var parts = path.Split('.');
        var known = StaticKeys
            .All.Select(key => key.Root.Split('.'))
            .Where(names => names.Length == parts.Length)
            .Select(names => string.Join('.', names.Zip(parts, (name, part) => name == "*" ? part : name)));
        return NearestName.Find(path, known) is { } nearest ? $"did you mean {nearest}?" : "remove it";
    }

    private T Wrong<T>(StaticSetting setting, string wanted, T value)
    {
        Error(setting, $"\"{setting.Text}\" is not {wanted}", $"write {wanted}");
        return value;
    }
}
