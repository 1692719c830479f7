namespace Serinus.Routing.Config;

/// <summary>HTTP Strict Transport Security (RFC 6797): a field on every response over TLS that tells browsers to use https alone from now on.</summary>
public sealed record HstsConfig
{
    /// <summary>How long browsers remember it; zero makes them forget.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Whether it holds for all hosts below this one too.</summary>
    public bool IncludeSubdomains { get; init; }

    /// <summary>Whether browsers may build the host into their preload lists; hard to take back.</summary>
    public bool Preload { get; init; }
}
