namespace Serinus.Routing.Config;

/// <summary>
/// Keeps a client on one endpoint of a service by a cookie. The cookie holds a keyed hash of the endpoint's address, so it tells nobody
/// the address and nobody can make one for another; an endpoint that is gone or unavailable is replaced by the next pick.
/// </summary>
public sealed record SessionConfig
{
    /// <summary>Name of the cookie; <c>serinus-session-</c> and a short hash of the service's name unless given.</summary>
    public string? Cookie { get; init; }

    /// <summary>How long the cookie lasts; a session cookie when zero.</summary>
    public TimeSpan CookieMaxAge { get; init; }
}
