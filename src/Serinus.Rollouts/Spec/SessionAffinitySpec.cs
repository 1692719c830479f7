namespace Serinus.Rollouts.Spec;

/// <summary>Keeps users on the version they had, by a signed cookie.</summary>
public sealed record SessionAffinitySpec
{
    /// <summary>Name of the cookie.</summary>
    public string CookieName { get; init; } = "";

    /// <summary>Name of the cookie that keeps users on the primary; they are kept by the first cookie too, and it is taken for compatibility.</summary>
    public string? PrimaryCookieName { get; init; }

    /// <summary>How long the cookie lasts.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(86_400);
}
