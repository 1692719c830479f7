using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>
/// Finds what lies over a route: the first overlay that wants it and both of whose backends it has. Asked once per route and compile; what
/// it was asked is remembered for <see cref="OverlayReferences"/>.
/// </summary>
internal sealed class OverlayFinder
{
    private readonly Dictionary<string, List<Entry>> byRoute = [];
    private readonly Dictionary<string, List<Entry>> byCanary = [];
    private readonly HashSet<Overlay> laid = [];

    public OverlayFinder(ImmutableArray<Overlay> overlays)
    {
        for (var i = 0; i < overlays.Length; i++)
        {
            var entry = new Entry(i, overlays[i]);
            var config = overlays[i].Config;
            if (config.Routes.IsEmpty)
                Add(byCanary, config.Canary, entry);
            foreach (var route in config.Routes)
                Add(byRoute, route, entry);
        }
    }

    /// <summary>Whether an overlay lies over any route asked for.</summary>
    public bool LiesOverAny(Overlay overlay) => laid.Contains(overlay);

    /// <summary>Routes that two overlays want, in the order asked for.</summary>
    public List<(Overlay Overlay, string Route, Overlay First)> Conflicts { get; } = [];

    /// <summary>The overlay of a route; null when it has none.</summary>
    public Overlay? Find(RouteConfig route)
    {
        if (route.Backends.Length < 2)
            return null;
        Entry? first = null;
        if (byRoute.Count > 0 && byRoute.TryGetValue(route.Name, out var named))
            first = FirstOf(named, route, first);
        if (byCanary.Count > 0)
        {
            foreach (var backend in route.Backends)
            {
                if (byCanary.TryGetValue(NameOf(backend), out var any))
                    first = FirstOf(any, route, first);
            }
        }

        if (first is { } found)
            laid.Add(found.Overlay);
        return first?.Overlay;
    }

    /// <summary>Name of a backend, by which overlays know it.</summary>
    public static string NameOf(BackendConfig backend) => backend.Name ?? backend.Service;

    /// <summary>The earliest of those that fit; it counts, as the first of any two objects that cannot both be.</summary>
    private Entry? FirstOf(List<Entry> entries, RouteConfig route, Entry? first)
    {
        foreach (var entry in entries)
        {
            if (entry.Overlay == first?.Overlay || !Fits(entry.Overlay.Config, route))
                continue;
            if (first is not { } known)
            {
                first = entry;
                continue;
            }

            var isEarlier = entry.Order < known.Order;
            Conflicts.Add(
                isEarlier ? (known.Overlay, route.Name, entry.Overlay) : (entry.Overlay, route.Name, known.Overlay)
            );
            if (isEarlier)
                first = entry;
        }

        return first;
    }

    private static bool Fits(OverlayConfig overlay, RouteConfig route)
    {
        var found = 0;
        foreach (var backend in route.Backends)
        {
            var name = NameOf(backend);
            if (name == overlay.Stable || name == overlay.Canary)
                found++;
        }

        // A checked route has each name once.
        return found == 2;
    }

    private static void Add(Dictionary<string, List<Entry>> index, string key, Entry entry)
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(index, key, out _);
        (list ??= []).Add(entry);
    }

    private readonly record struct Entry(int Order, Overlay Overlay);
}
