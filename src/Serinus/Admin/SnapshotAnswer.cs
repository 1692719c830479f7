namespace Serinus.Admin;

/// <summary>What is served now, in short.</summary>
/// <param name="Version">Version of the program.</param>
/// <param name="Generation">Counts published snapshots from 1; 0 before the first.</param>
/// <param name="PublishedAt">When this snapshot went live; null before the first.</param>
/// <param name="NotReadyReason">Why <c>/readyz</c> fails; null when it does not.</param>
/// <param name="Listeners">Where the edge listens.</param>
/// <param name="Routes">Number of routes.</param>
/// <param name="Services">Number of services.</param>
/// <param name="Errors">Number of problems that keep something out of service.</param>
/// <param name="Warnings">Number of problems that do not.</param>
public sealed record SnapshotAnswer(
    string Version,
    long Generation,
    DateTimeOffset? PublishedAt,
    string? NotReadyReason,
    IReadOnlyList<ListenerAnswer> Listeners,
    int Routes,
    int Services,
    int Errors,
    int Warnings
);
