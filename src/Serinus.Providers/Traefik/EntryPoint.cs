using System.Collections.Immutable;
using System.Globalization;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>An entry point as it was asked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Its address; null when none is given.</param>
/// <param name="HasTls">Whether it is to speak TLS.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record EntryPoint(string Name, string? Address, bool HasTls, Location? Place)
{
    /// <summary>Path of its settings.</summary>
    public string Path => $"entryPoints.{Name}";

    public ObjectId Id => new(ObjectId.Listener, Name);

    public string Scheme => HasTls ? "https" : "http";

    /// <summary>Port of the address; null when it has none.</summary>
    public int? Port =>
        Address is { } address
        && int.TryParse(
            address.AsSpan(address.LastIndexOf(':') + 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var port
        )
        && address.Contains(':', StringComparison.Ordinal)
        && port is > 0 and < 65536
            ? port
            : null;

    /// <summary>All entry points; one named http on port 80 when none is given.</summary>
    public static ImmutableArray<EntryPoint> All(StaticReader reader)
    {
        var given = reader.Settings.EntryPointNames.Select(name => Read(name, reader)).ToImmutableArray();
        return given.IsEmpty ? [new EntryPoint("http", ":80", false, null)] : given;
    }

    private static EntryPoint Read(string name, StaticReader reader)
    {
        var path = $"entryPoints.{name}";
        return new EntryPoint(
            name,
            reader.Text($"{path}.address"),
            reader.Has($"{path}.tls"),
            reader.Settings.Any(path)?.Place
        );
    }
}
