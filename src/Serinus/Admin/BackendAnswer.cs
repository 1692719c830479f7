namespace Serinus.Admin;

/// <summary>A weighted arm of a route, what it should get and what it got.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Service">The service that serves it.</param>
/// <param name="Weight">Its weight as configured.</param>
/// <param name="WantedShare">Its part of the route's requests, 0 to 1; 0 when all weights are 0.</param>
/// <param name="ObservedShare">The part it was chosen for since the route's weights last changed; null before the first request.</param>
/// <param name="Chosen">Requests it was chosen for since the route's weights last changed.</param>
/// <param name="Requests">Requests it answered since the program started.</param>
/// <param name="ServerErrors">Those of them that were answered with 500 to 599.</param>
/// <param name="Fallbacks">Requests it failed and stable answered.</param>
public sealed record BackendAnswer(
    string Name,
    string Service,
    decimal Weight,
    double WantedShare,
    double? ObservedShare,
    long Chosen,
    long Requests,
    long ServerErrors,
    long Fallbacks
);
