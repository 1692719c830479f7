namespace Serinus.Admin;

/// <summary>A stream route.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Protocol">What it relays: <c>tcp</c> or <c>udp</c>.</param>
/// <param name="Listeners">Listeners it is served on; empty for all of its protocol.</param>
/// <param name="Hosts">Names asked for by TLS clients that it takes; empty for any connection.</param>
/// <param name="Backends">Its weighted arms, stable first.</param>
public sealed record StreamRouteAnswer(
    string Name,
    string Protocol,
    IReadOnlyList<string> Listeners,
    IReadOnlyList<string> Hosts,
    IReadOnlyList<StreamBackendAnswer> Backends
);
