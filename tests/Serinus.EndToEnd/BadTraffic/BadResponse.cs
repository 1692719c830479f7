namespace Serinus.EndToEnd.BadTraffic;

/// <summary>What a broken upstream sends, and what the client may see of it.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Bytes">The bytes sent before the upstream closes.</param>
/// <param name="Ending">What the client sees.</param>
public sealed record BadResponse(string Name, string Bytes, Ending Ending)
{
    /// <summary>Method of the request.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>Whether the upstream leaves the connection open: the edge must end it.</summary>
    public bool StaysOpen { get; init; }
}
