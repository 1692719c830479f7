using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>Requests that an overlay sends to the canary: all conditions must hold.</summary>
public sealed record OverlayMatchConfig
{
    /// <summary>Conditions on headers.</summary>
    public ImmutableArray<ValueMatchConfig> Headers { get; init; } = [];

    /// <summary>Conditions on cookies, by the cookie's name.</summary>
    public ImmutableArray<ValueMatchConfig> Cookies { get; init; } = [];
}
