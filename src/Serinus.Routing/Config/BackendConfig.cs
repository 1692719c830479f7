namespace Serinus.Routing.Config;

/// <summary>A weighted arm of a route, in the shape of Gateway API's <c>backendRefs</c>.</summary>
public sealed record BackendConfig
{
    /// <summary>Name of the service that serves it.</summary>
    public required string Service { get; init; }

    /// <summary>Name of the arm in metrics, logs and forced choices; the service's name unless given.</summary>
    public string? Name { get; init; }

    /// <summary>Share in relation to the route's other backends, 0 or more, decimals allowed (<c>33.333</c>). 0 sends nothing. Scaled to whole numbers the weights of a route may total 1 000 000.</summary>
    public decimal Weight { get; init; } = 1;
}
