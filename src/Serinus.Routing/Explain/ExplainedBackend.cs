using System.Collections.Immutable;

namespace Serinus.Routing.Explain;

/// <summary>A backend of the route that takes a request.</summary>
/// <param name="Name">Name.</param>
/// <param name="Service">Name of its service.</param>
/// <param name="SharePercent">Its share of requests that are split by weight.</param>
/// <param name="Endpoints">Addresses it is served at; those that are draining are left out.</param>
public sealed record ExplainedBackend(
    string Name,
    string Service,
    double SharePercent,
    ImmutableArray<string> Endpoints
);
