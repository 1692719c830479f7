namespace Serinus.Routing.Config;

/// <summary>
/// Keeps a user on one backend. A user's bucket is a keyed hash of salt and key in 0…999 999; canaries take the lowest
/// buckets in the order they are listed, stable the rest, so a ramp only ever adds users and replicas agree without talking.
/// </summary>
public sealed record CohortConfig
{
    /// <summary>What identifies a user.</summary>
    public CohortKey By { get; init; } = CohortKey.Cookie;

    /// <summary>Name of the cookie or header; unused for the client's address. Without it a signed cookie alone remembers the user.</summary>
    public string? Name { get; init; }

    /// <summary>Mixed into the hash, so that different rollouts pick different users; the route's name unless given.</summary>
    public string? Salt { get; init; }

    /// <summary>What becomes of remembered users when weights change.</summary>
    public CohortPolicy Policy { get; init; } = CohortPolicy.Drain;

    /// <summary>Name of the signed cookie that is set when a request has no key; <c>serinus-</c> and a short hash of the route's name unless given.</summary>
    public string? Cookie { get; init; }

    /// <summary>How long the signed cookie lasts; a session cookie when zero.</summary>
    public TimeSpan CookieMaxAge { get; init; }
}
