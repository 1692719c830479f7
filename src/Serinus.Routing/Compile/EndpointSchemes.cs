using System.Diagnostics.CodeAnalysis;

namespace Serinus.Routing.Compile;

/// <summary>The schemes an endpoint's address may have, and what each allows.</summary>
internal static class EndpointSchemes
{
    public static readonly EndpointScheme[] All =
    [
        new("http", 80, [EndpointUse.Http, EndpointUse.Tcp]),
        new("https", 443, [EndpointUse.Http]),
        new("h2c", 80, [EndpointUse.Http]),
        new("tcp", 0, [EndpointUse.Tcp]),
        new("udp", 0, [EndpointUse.Udp]),
    ];

    /// <summary>All of them for a person, such as <c>http://, tcp:// or udp://</c>.</summary>
    public static string Written { get; } = Or(All);

    /// <summary>The scheme an address begins with.</summary>
    public static bool TryFind(string address, [NotNullWhen(true)] out EndpointScheme? scheme)
    {
        scheme = Array.Find(All, each => address.StartsWith(each.Prefix, StringComparison.OrdinalIgnoreCase));
        return scheme is not null;
    }

    /// <summary>The schemes fit for a use, for a person.</summary>
    public static string For(EndpointUse use) => Or([.. All.Where(scheme => scheme.Uses.Contains(use))]);

    /// <summary>Whether an endpoint can be used so.</summary>
    public static bool Fits(Endpoint endpoint, EndpointUse use) =>
        TryFind(endpoint.Address, out var scheme) && scheme.Uses.Contains(use);

    private static string Or(EndpointScheme[] schemes) =>
        schemes.Length == 1
            ? schemes[0].Prefix
            : $"{string.Join(", ", schemes[..^1].Select(scheme => scheme.Prefix))} or {schemes[^1].Prefix}";
}
