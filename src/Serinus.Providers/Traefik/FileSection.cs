using System.Collections.Immutable;
using System.Globalization;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>Frontends and backends of TOML become routes and services. One that cannot be understood is left out alone, and named.</summary>
internal sealed class FileSection(
    StaticReader reader,
    ImmutableArray<EntryPoint> entryPoints,
    ImmutableArray<string> defaults,
    CertificateTranslator certificates,
    UpstreamTlsConfig upstreamTls
)
{
    private readonly ImmutableArray<RouteConfig>.Builder routes = ImmutableArray.CreateBuilder<RouteConfig>();
    private readonly ImmutableArray<ServiceConfig>.Builder services = ImmutableArray.CreateBuilder<ServiceConfig>();

    private int tables;

    public ImmutableArray<RouteConfig> Routes => routes.ToImmutable();

    public ImmutableArray<ServiceConfig> Services => services.ToImmutable();

    /// <summary>Adds what a file says.</summary>
    public void Add(StaticToml file)
    {
        if (file.Root is null)
            return;
        var root = new TomlMap(file.Source, "", file.Root);
        var arms = new Dictionary<string, ImmutableArray<BackendConfig>>(StringComparer.Ordinal);
        var backends = new BackendTranslator(reader, upstreamTls);
        foreach (var (name, map) in root.Map("backends")?.Maps ?? [])
        {
            var (made, shares) = backends.Translate(name, map);
            services.AddRange(made);
            arms[name] = shares;
        }

        foreach (var table in root.Tables("tls"))
            Add(table);
        var frontends = (root.Map("frontends")?.Maps ?? []).ToArray();

        // A priority is compared with the lengths of the other rules, so where one is given every frontend needs its own.
        var ranked = frontends.Any(frontend => frontend.Map.Whole("priority") > 0);
        var translator = new FrontendTranslator(reader, entryPoints, defaults, arms, ranked);
        foreach (var (name, map) in frontends)
            routes.AddRange(translator.Translate(name, map));
    }

    /// <summary>A certificate, which is served on every entry point with TLS.</summary>
    private void Add(TomlMap table)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"tls {++tables}");
        var pair = table.Map("certificate");
        certificates.Add(name, pair?.Text("certFile"), pair?.Text("keyFile"), table.Place);
        var named = table.List("entryPoints");
        var others = entryPoints
            .Where(known => known.HasTls && !named.IsEmpty && !named.Contains(known.Name))
            .ToArray();
        if (others.Length > 0)
            reader.Report(
                Severity.Warning,
                new ObjectId(ObjectId.Certificate, name),
                "entryPoints",
                table.Place,
                $"it is served on entry point {string.Join(", ", others.Select(other => other.Name))} too: all entry points share all certificates",
                "leave entryPoints out"
            );
    }
}
