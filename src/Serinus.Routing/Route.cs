using System.Collections.Immutable;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Routing;

/// <summary>A served route.</summary>
public sealed class Route
{
    /// <summary>Index in <see cref="Snapshot.Routes"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Name; the identity under which sequence and counters are carried.</summary>
    public required string Name { get; init; }

    /// <summary>The arms, stable first.</summary>
    public required ImmutableArray<Backend> Backends { get; init; }

    /// <summary>Shares requests among <see cref="Backends"/>.</summary>
    public required BackendSplit Split { get; init; }

    /// <summary>Keeps users on a backend; null when the route does not.</summary>
    public required Cohort? Cohort { get; init; }

    /// <summary>Lets trusted clients choose; null when nobody may.</summary>
    public required Force? Force { get; init; }

    /// <summary>Path condition, for filters that replace the matched prefix.</summary>
    public required PathConfig? Path { get; init; }

    /// <summary>What was asked for.</summary>
    public required RouteConfig Config { get; init; }

    /// <summary>
    /// Chooses the backend of a request: forced choice, then signed cookie, then hash of the user's key, then weight.
    /// Only a choice by weight takes a number of the sequence.
    /// </summary>
    /// <param name="head">The request.</param>
    /// <param name="sequence">The route's sequence.</param>
    /// <param name="random">32 random bits, used for the bucket of a new user.</param>
    public Choice Choose(RequestHead head, LiveSequence sequence, uint random) => throw new NotImplementedException();
}
