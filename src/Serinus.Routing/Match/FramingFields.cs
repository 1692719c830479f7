using System.Collections.Immutable;

namespace Serinus.Routing.Match;

/// <summary>Header fields that frame a message or belong to one connection (RFC 9110 §7.6.1, RFC 9112 §6): the edge alone writes them.</summary>
public static class FramingFields
{
    private static readonly ImmutableHashSet<string> names = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection",
        "Content-Length",
        "Expect",
        "HTTP2-Settings",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade"
    );

    /// <summary>Whether a field is one of them.</summary>
    /// <param name="name">Its name, in any case.</param>
    public static bool Contains(string name) => names.Contains(name);
}
