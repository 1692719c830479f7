using System.Collections.Immutable;
using System.Text;
using Serinus.Routing.Config;

namespace Serinus.Routing.Match;

/// <summary>
/// Finds the route of a connection by its listener and the name its TLS client asks for: the exact name, then a wildcard for its
/// first label, then the route without hosts. Pure and immutable.
/// </summary>
public sealed class StreamTable
{
    private readonly Place[] places;

    private StreamTable(Place[] places, ImmutableArray<StreamShadow> shadows)
    {
        this.places = places;
        Shadows = shadows;
    }

    /// <summary>The table without routes.</summary>
    public static StreamTable Empty { get; } = new([], []);

    /// <summary>Routes that take nothing at some place, because another one takes it.</summary>
    internal ImmutableArray<StreamShadow> Shadows { get; }

    /// <summary>The route of a connection; null when none takes it.</summary>
    /// <param name="listener">Index of the listener.</param>
    /// <param name="name">The name asked for, in lower case without final dot; empty when the client asks for none or does not speak TLS.</param>
    public StreamRoute? Match(int listener, ReadOnlySpan<byte> name)
    {
        if ((uint)listener >= (uint)places.Length)
            return null;
        var place = places[listener];
        if (!name.IsEmpty)
        {
            if (place.Exact?.Find(name) is { } exact)
                return exact;
            var dot = name.IndexOf((byte)'.');
            if (dot > 0 && place.Wildcards?.Find(name[(dot + 1)..]) is { } wildcard)
                return wildcard;
        }

        return place.Any;
    }

    /// <summary>Whether the route of a connection hangs on the name its TLS client asks for. Where it does not, nothing is read before the route is known.</summary>
    /// <param name="listener">Index of the listener.</param>
    public bool NeedsName(int listener) => (uint)listener < (uint)places.Length && places[listener].NeedsName;

    /// <summary>Whether any route is served on a listener.</summary>
    /// <param name="listener">Index of the listener.</param>
    public bool HasRoutes(int listener) =>
        (uint)listener < (uint)places.Length && (places[listener].NeedsName || places[listener].Any is not null);

    /// <summary>Builds the table of a snapshot.</summary>
    internal static StreamTable Build(ImmutableArray<StreamRoute> routes, ImmutableArray<Listener> listeners)
    {
        if (routes.IsEmpty)
            return Empty;

        // By name, so that the order in which files are read decides nothing.
        var inOrder = routes.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        var shadows = ImmutableArray.CreateBuilder<StreamShadow>();
        return new StreamTable(
            [.. listeners.Select(listener => PlaceOf(listener, inOrder, shadows))],
            shadows.ToImmutable()
        );
    }

    private static Place PlaceOf(
        Listener listener,
        ImmutableArray<StreamRoute> routes,
        ImmutableArray<StreamShadow>.Builder shadows
    )
    {
        var byHost = new Dictionary<string, StreamRoute>(StringComparer.Ordinal);
        foreach (var route in routes)
        {
            if (!IsServedOn(route, listener))
                continue;
            foreach (var host in route.Hosts.IsEmpty ? [""] : route.Hosts)
            {
                if (!byHost.TryAdd(host, route))
                    shadows.Add(new StreamShadow(route, byHost[host], host, listener));
            }
        }

        var any = byHost.GetValueOrDefault("");
        byHost.Remove("");
        return new Place(
            Table(byHost.Where(pair => !pair.Key.StartsWith("*.", StringComparison.Ordinal)), skip: 0),
            Table(byHost.Where(pair => pair.Key.StartsWith("*.", StringComparison.Ordinal)), skip: 2),
            any
        );
    }

    private static bool IsServedOn(StreamRoute route, Listener listener) =>
        route.Protocol == listener.Config.Protocol
        && (route.Config.Listeners.IsEmpty || route.Config.Listeners.Contains(listener.Name))
        // Datagrams carry no name that could be read here.
        && (route.Protocol == ListenerProtocol.Tcp || route.Hosts.IsEmpty);

    private static ByteTable<StreamRoute>? Table(IEnumerable<KeyValuePair<string, StreamRoute>> hosts, int skip)
    {
        var pairs = hosts
            .Select(pair => KeyValuePair.Create(Encoding.ASCII.GetBytes(pair.Key[skip..]), pair.Value))
            .ToArray();
        return pairs.Length == 0 ? null : new ByteTable<StreamRoute>(pairs);
    }

    /// <summary>The routes of one listener.</summary>
    private sealed record Place(ByteTable<StreamRoute>? Exact, ByteTable<StreamRoute>? Wildcards, StreamRoute? Any)
    {
        public bool NeedsName => Exact is not null || Wildcards is not null;
    }
}
