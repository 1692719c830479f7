namespace Serinus.Proxy.Upstreams;

/// <summary>An endpoint that may be picked, with what balancing reads of it side by side.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="HashSeed">Its part of a rendezvous weight.</param>
/// <param name="TriedBit">Its bit in a set of tried endpoints; 0 from the 65th endpoint on, which therefore never counts as tried.</param>
internal readonly record struct Candidate(LiveEndpoint Endpoint, ulong HashSeed, ulong TriedBit);
