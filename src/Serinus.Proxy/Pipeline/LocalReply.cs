namespace Serinus.Proxy.Pipeline;

/// <summary>A whole response of the edge's own.</summary>
internal readonly struct LocalReply
{
    public required int Status { get; init; }

    /// <summary>Body, as text.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Further field lines, each ended with CRLF.</summary>
    public ReadOnlyMemory<byte> Fields { get; init; }

    /// <summary>Why, as one stable word for the access log; null when it is what the route is for.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the connection ends with it.</summary>
    public bool Close { get; init; }
}
