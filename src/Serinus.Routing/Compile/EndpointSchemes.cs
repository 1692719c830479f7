using System.Diagnostics.CodeAnalysis;

namespace Serinus.Routing.Compile;

/// <summary>What the address of an endpoint may begin with: one row for each way to reach it, and what it is good for.</summary>
internal static class EndpointSchemes
{
    private static readonly Row[] Rows =
    [
        new(EndpointScheme.Http, "http://", 80, [EndpointUse.Http, EndpointUse.Tcp]),
        new(EndpointScheme.Https, "https://", 443, [EndpointUse.Http]),
        new(EndpointScheme.H2c, "h2c://", 80, [EndpointUse.Http]),
        new(EndpointScheme.Tcp, "tcp://", 0, [EndpointUse.Tcp]),
        new(EndpointScheme.Udp, "udp://", 0, [EndpointUse.Udp]),
    ];

    /// <summary>All beginnings, for messages.</summary>
    public static string Listed { get; } = Or(Rows);

    /// <summary>Finds the row of an address, whatever the case of its scheme.</summary>
    public static bool TryFind(string address, [NotNullWhen(true)] out Row? found)
    {
        found = Array.Find(Rows, row => address.StartsWith(row.Prefix, StringComparison.OrdinalIgnoreCase));
        return found is not null;
    }

    /// <summary>The beginnings fit for a use, for a person.</summary>
    public static string For(EndpointUse use) => Or([.. Rows.Where(row => row.Uses.Contains(use))]);

    /// <summary>Whether an endpoint can be used so.</summary>
    public static bool Fits(Endpoint endpoint, EndpointUse use) =>
        TryFind(endpoint.Address, out var row) && row.Uses.Contains(use);

    private static string Or(Row[] rows) =>
        rows.Length == 1
            ? rows[0].Prefix
            : $"{string.Join(", ", rows[..^1].Select(row => row.Prefix))} or {rows[^1].Prefix}";

    /// <summary>One way to reach an endpoint.</summary>
    /// <param name="Scheme">What it is.</param>
    /// <param name="Prefix">How its addresses begin, in lower case.</param>
    /// <param name="DefaultPort">Port where the address has none; 0 when it must have one.</param>
    /// <param name="Uses">What such an endpoint may serve.</param>
    public sealed record Row(EndpointScheme Scheme, string Prefix, int DefaultPort, EndpointUse[] Uses);
}
