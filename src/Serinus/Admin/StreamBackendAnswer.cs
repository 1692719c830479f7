namespace Serinus.Admin;

/// <summary>A weighted arm of a stream route. Counts are of connections, or of sessions of UDP clients, since the program started.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Service">The service that serves it.</param>
/// <param name="Weight">Its weight as configured.</param>
/// <param name="WantedShare">Its part of the route's connections, 0 to 1; 0 when all weights are 0.</param>
/// <param name="Opened">How many began.</param>
/// <param name="Open">How many are open.</param>
/// <param name="BytesIn">Bytes from clients.</param>
/// <param name="BytesOut">Bytes to clients.</param>
/// <param name="Failed">How many ended badly.</param>
/// <param name="Fallbacks">How many it could not take and stable got.</param>
public sealed record StreamBackendAnswer(
    string Name,
    string Service,
    decimal Weight,
    double WantedShare,
    long Opened,
    long Open,
    long BytesIn,
    long BytesOut,
    long Failed,
    long Fallbacks
);
