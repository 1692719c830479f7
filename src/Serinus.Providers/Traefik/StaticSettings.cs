namespace Serinus.Providers.Traefik;

/// <summary>All settings by path. Names are compared without case, but for those of entry points.</summary>
internal sealed class StaticSettings
{
    private const string EntryPoints = "entrypoints.";

    private readonly SortedDictionary<string, StaticSetting> byKey = new(StringComparer.Ordinal);

    /// <summary>In order of their paths.</summary>
    public IEnumerable<KeyValuePair<string, StaticSetting>> All => byKey;

    /// <summary>Names of the entry points that anything is said of.</summary>
    public IEnumerable<string> EntryPointNames =>
        byKey
            .Keys.Where(key => key.StartsWith(EntryPoints, StringComparison.Ordinal))
            .Select(key => key.Split('.')[1])
            .Distinct();

    /// <summary>The form in which a path is looked up.</summary>
    public static string KeyOf(string path)
    {
        var parts = path.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            if (i != 1 || parts[0] != "entrypoints")
                parts[i] = parts[i].ToLowerInvariant();
        }

        return string.Join('.', parts);
    }

    /// <summary>Sets a value; what was said of the same path before gives way.</summary>
    public void Put(StaticSetting setting) => byKey[KeyOf(setting.Path)] = setting;

    /// <summary>Forgets a path and everything below it.</summary>
    public void Forget(string path)
    {
        var key = KeyOf(path);
        foreach (var known in byKey.Keys.Where(known => IsAtOrBelow(known, key)).ToArray())
            byKey.Remove(known);
    }

    /// <summary>The setting of exactly this path.</summary>
    public StaticSetting? Find(string path) => byKey.GetValueOrDefault(KeyOf(path));

    /// <summary>The first setting of a path or below it; null when there is none, or it was switched off.</summary>
    public StaticSetting? Any(string path)
    {
        var key = KeyOf(path);
        if (byKey.TryGetValue(key, out var own) && GoValue.TryFlag(own.Text, out var on))
            return on ? own : null;
        return byKey.Where(pair => IsAtOrBelow(pair.Key, key)).Select(pair => pair.Value).FirstOrDefault();
    }

    private static bool IsAtOrBelow(string key, string parent) =>
        key.StartsWith(parent, StringComparison.Ordinal) && (key.Length == parent.Length || key[parent.Length] == '.');
}
