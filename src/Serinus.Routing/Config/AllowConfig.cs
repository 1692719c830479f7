using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>Lets clients of some networks in.</summary>
public sealed record AllowConfig
{
    /// <summary>Networks such as <c>10.0.0.0/8</c>, or single addresses. The client's address is the one trusted forwarding headers give.</summary>
    public ImmutableArray<string> From { get; init; } = [];
}
