using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>
/// API, ping and metrics become the admin endpoint, on the address of the entry point that has them. It has no login and no TLS: where
/// one was asked for, it listens on loopback alone.
/// </summary>
internal sealed class AdminTranslator(StaticReader reader, ImmutableArray<EntryPoint> entryPoints)
{
    private const string StandardEntryPoint = "traefik";
    private const string StandardAddress = ":8080";

    private static readonly string[] guards = ["auth", "tls", "whiteList", "whitelistSourceRange"];
    private static readonly string[] newStyle = ["api", "ping", "metrics.prometheus"];

    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>Names of the entry points that became the admin endpoint and are no listeners.</summary>
    public IReadOnlySet<string> Taken => taken;

    /// <summary>Upper bounds of the histogram, where metrics are asked for.</summary>
    public ImmutableArray<double>? Buckets =>
        reader.Numbers("metrics.prometheus.buckets")
        ?? reader.Numbers("web.metrics.prometheus.buckets")
        ?? (
            reader.Has("metrics.prometheus") || reader.Has("web.metrics.prometheus")
                ? [0.1, 0.3, 1.2, 5]
                : (ImmutableArray<double>?)null
        );

    /// <summary>The admin endpoint; on loopback where nothing of it was asked for.</summary>
    /// <param name="defaults">Names of the entry points that routes are served on.</param>
    public AdminConfig Translate(ImmutableArray<string> defaults)
    {
        var asked = newStyle.Where(reader.Has).ToArray();
        if (reader.Settings.Any("web") is { } web)
        {
            if (asked.Length == 0)
                return Web();
            reader.Warn(web, $"not honoured: {asked[0]} is given as well, and takes its place", "remove web");
        }

        return asked.Length == 0 ? new AdminConfig() : OfEntryPoint(asked, defaults);
    }

    private AdminConfig Web()
    {
        var address = reader.Text("web.address") ?? StandardAddress;
        var path = (reader.Text("web.path") ?? "").TrimEnd('/');
        string[] keys = ["web.auth", "web.certFile", "web.keyFile"];
        if (keys.Select(reader.Settings.Any).FirstOrDefault(found => found is not null) is { } guard)
            address = Close(address, guard);
        if (entryPoints.Any(known => known.Name == StandardEntryPoint))
            taken.Add(StandardEntryPoint);
        return new AdminConfig { Address = address, BasePath = path.Length > 0 && path[0] != '/' ? "/" + path : path };
    }

    private AdminConfig OfEntryPoint(string[] asked, ImmutableArray<string> defaults)
    {
        var wanted = asked.ToDictionary(key => key, key => reader.Text($"{key}.entryPoint") ?? StandardEntryPoint);
        var (first, name) = (asked[0], wanted[asked[0]]);
        foreach (var (key, other) in wanted.Where(pair => pair.Value != name))
            reader.Warn(
                reader.Settings.Any(key)!,
                $"{key} is served beside {first} on the admin endpoint, not on entry point {other}",
                $"give {key} the same entry point as {first}"
            );
        var entryPoint = entryPoints.FirstOrDefault(known => known.Name == name);
        if (entryPoint is null && name != StandardEntryPoint)
            reader.Error(
                reader.Settings.Any(first)!,
                $"there is no entry point {name}; the admin endpoint is on loopback",
                "define it, or leave entryPoint out"
            );
        else if (defaults.Contains(name))
            reader.Warn(
                reader.Settings.Any(first)!,
                $"entry point {name} serves routes, so {first} is on the admin endpoint on loopback",
                "give it an entry point of its own, such as traefik on :8080"
            );
        else if (entryPoint is null)
            return new AdminConfig { Address = StandardAddress };
        else
            return Own(entryPoint);
        return new AdminConfig();
    }

    private AdminConfig Own(EntryPoint entryPoint)
    {
        taken.Add(entryPoint.Name);
        var address = entryPoint.Address ?? StandardAddress;
        var guard = guards
            .Select(key => reader.Settings.Any($"{entryPoint.Path}.{key}"))
            .FirstOrDefault(found => found is not null);
        return new AdminConfig { Address = guard is null ? address : Close(address, guard) };
    }

    private string Close(string address, StaticSetting guard)
    {
        var port = address[(address.LastIndexOf(':') + 1)..];
        var loopback = $"127.0.0.1:{port}";
        reader.Error(
            guard,
            $"not honoured: the admin endpoint has no login, no TLS and no allow list, so it listens on {loopback} alone",
            "put what checks callers in front of it, and remove the setting"
        );
        return loopback;
    }
}
