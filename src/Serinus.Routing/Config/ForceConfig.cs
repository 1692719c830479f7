using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>Lets trusted clients choose the backend: a value names it; <c>always</c> is the first canary, <c>never</c> is stable. Anything else is ignored.</summary>
public sealed record ForceConfig
{
    /// <summary>Header that carries the choice. It is removed from requests of clients that are not trusted.</summary>
    public string? Header { get; init; }

    /// <summary>Cookie that carries the choice.</summary>
    public string? Cookie { get; init; }

    /// <summary>Choices by the value of a header or cookie, asked in order after <c>header</c> and <c>cookie</c>; the first that holds decides.</summary>
    public ImmutableArray<ForceRuleConfig> Rules { get; init; } = [];

    /// <summary>Networks whose clients may choose, such as <c>10.0.0.0/8</c>; <c>0.0.0.0/0</c> with <c>::/0</c> is everybody. Nobody unless given.</summary>
    public ImmutableArray<string> From { get; init; } = [];
}
