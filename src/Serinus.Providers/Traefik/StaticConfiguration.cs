using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>What a static configuration of Traefik 1.7 comes to.</summary>
public sealed record StaticConfiguration
{
    /// <summary>Listeners, settings of the edge, and the frontends and backends of TOML; null when there is a <see cref="Breakage"/>.</summary>
    public Fragment? Fragment { get; init; }

    /// <summary>The TOML file that was read; null when there was none.</summary>
    public string? Source { get; init; }

    /// <summary>Level of the program's log: debug, info, warn or error; null unless given.</summary>
    public string? LogLevel { get; init; }

    /// <summary>Whether the program's log is JSON.</summary>
    public bool IsJsonLog { get; init; }

    /// <summary>Why there can be no start, with the place; null when there can.</summary>
    public string? Breakage { get; init; }
}
