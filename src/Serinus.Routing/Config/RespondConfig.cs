namespace Serinus.Routing.Config;

/// <summary>A fixed response.</summary>
public sealed record RespondConfig
{
    /// <summary>Status, 200 to 599.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Body, sent as <c>text/plain; charset=utf-8</c>; 64 KiB at most.</summary>
    public string Body { get; init; } = "";
}
