namespace Serinus.Admin;

/// <summary>An endpoint.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Available">Whether it is given requests: healthy, not ejected, not draining.</param>
/// <param name="Healthy">What active health checks say; true when there are none.</param>
/// <param name="Ejected">Whether it is left alone for a while because it failed real requests.</param>
/// <param name="Draining">Whether it gets nothing new because the configuration says so.</param>
/// <param name="InFlight">Requests it is serving.</param>
/// <param name="Ejections">Times it was ejected.</param>
/// <param name="LastError">What went wrong last; null when nothing ever did.</param>
/// <param name="Tries">Tries so far, by outcome.</param>
public sealed record EndpointAnswer(
    string Address,
    bool Available,
    bool Healthy,
    bool Ejected,
    bool Draining,
    int InFlight,
    long Ejections,
    string? LastError,
    IReadOnlyDictionary<string, long> Tries
);
