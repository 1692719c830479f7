using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Keeps users on the version they had, by a signed cookie.</summary>
internal sealed record SessionAffinity
{
    /// <summary>Name of the cookie.</summary>
    public required string CookieName { get; init; }

    /// <summary>Name of the cookie that keeps users on the primary; the first cookie keeps them there too.</summary>
    public string? PrimaryCookieName { get; init; }

    /// <summary>How long the cookie lasts, in seconds.</summary>
    [Field(Minimum = 1)]
    public int MaxAge { get; init; } = 86_400;

    /// <summary>Taken for compatibility and without effect: the cookie is for the host that sets it.</summary>
    public string? Domain { get; init; }

    /// <summary>Taken for compatibility and without effect: the cookie is for every path.</summary>
    public string? Path { get; init; }

    /// <summary>Taken for compatibility and without effect: no script reads the cookie.</summary>
    public bool? HttpOnly { get; init; }

    /// <summary>Taken for compatibility and without effect: the cookie is for https where the request came by it.</summary>
    public bool? Secure { get; init; }

    /// <summary>Taken for compatibility and without effect: the cookie is `Lax`.</summary>
    public string? SameSite { get; init; }

    /// <summary>Taken for compatibility and without effect.</summary>
    public bool? Partitioned { get; init; }
}
