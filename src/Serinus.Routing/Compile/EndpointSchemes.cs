using System.Diagnostics.CodeAnalysis;

namespace Serinus.Routing.Compile;

/// <summary>What the address of an endpoint may begin with: one row for each way to reach it.</summary>
internal static class EndpointSchemes
{
    /// <summary>One way to reach an endpoint.</summary>
    /// <param name="Scheme">What it is.</param>
    /// <param name="Prefix">How its addresses begin, in lower case.</param>
    /// <param name="DefaultPort">Port where the address has none; 0 when it must have one.</param>
    public sealed record Row(EndpointScheme Scheme, string Prefix, int DefaultPort);

    private static readonly Row[] Rows =
    [
        new(EndpointScheme.Http, "http://", 80),
        new(EndpointScheme.Https, "https://", 443),
        new(EndpointScheme.H2c, "h2c://", 80),
    ];

    /// <summary>All beginnings, for messages.</summary>
    public static string Listed { get; } =
        string.Join(", ", Rows[..^1].Select(row => row.Prefix)) + " or " + Rows[^1].Prefix;

    /// <summary>Finds the row of an address, whatever the case of its scheme.</summary>
    public static bool TryFind(string address, [NotNullWhen(true)] out Row? found)
    {
        found = Array.Find(Rows, row => address.StartsWith(row.Prefix, StringComparison.OrdinalIgnoreCase));
        return found is not null;
    }
}
