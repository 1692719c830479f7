using Serinus.Routing.Match;

namespace Serinus.Routing.Explain;

/// <summary>A route that was asked whether it takes a request.</summary>
/// <param name="Name">Name of the route.</param>
/// <param name="Host">The host condition it was found under; empty for any host.</param>
/// <param name="Mismatch">What it does not take about the request.</param>
/// <param name="Reason">Why it takes the request or does not, in words.</param>
public sealed record ConsideredRoute(string Name, string Host, Mismatch Mismatch, string Reason);
