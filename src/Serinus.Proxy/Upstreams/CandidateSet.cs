using System.Collections.Immutable;
using Serinus.Routing;

namespace Serinus.Proxy.Upstreams;

/// <summary>
/// Who may be picked, worked out once per change of availability and not once per request: immutable, replaced as a whole.
/// It holds until an endpoint of the service changes (<paramref name="version"/>) or the first ejection ends
/// (<paramref name="validUntil"/>).
/// </summary>
internal sealed class CandidateSet(Candidate[] candidates, int available, bool inPanic, int version, long validUntil)
{
    /// <summary>Holds for no time.</summary>
    public static CandidateSet None { get; } = new([], 0, false, 0, long.MinValue);

    /// <summary>Endpoints that may be picked, in the order configured.</summary>
    public ReadOnlySpan<Candidate> Candidates => candidates;

    /// <summary>How many endpoints are available, health taken by its word.</summary>
    public int Available => available;

    /// <summary>Whether so few are available that health is ignored.</summary>
    public bool InPanic => inPanic;

    public bool IsCurrent(int currentVersion, long nowMilliseconds) =>
        version == currentVersion && nowMilliseconds < validUntil;

    /// <summary>
    /// Sorts out who may be picked. <paramref name="version"/> must have been read before the call: a change while this
    /// runs then makes the result outdated at once, never wrong for long.
    /// </summary>
    public static CandidateSet Of(
        LiveEndpoint[] endpoints,
        ImmutableArray<Endpoint> listed,
        int panicPercent,
        int version,
        long nowMilliseconds
    )
    {
        var isAvailable = new bool[endpoints.Length];
        var available = 0;
        var accepting = 0;
        var validUntil = long.MaxValue;
        for (var i = 0; i < endpoints.Length; i++)
        {
            if (listed[i].Draining)
                continue;
            accepting++;
            var ejectedUntil = endpoints[i].EjectedUntil;
            if (ejectedUntil > nowMilliseconds)
                validUntil = Math.Min(validUntil, ejectedUntil);
            else if (endpoints[i].IsHealthy)
                isAvailable[i] = true;
            available += isAvailable[i] ? 1 : 0;
        }

        var inPanic = available * 100L < accepting * (long)panicPercent;
        var candidates = new Candidate[inPanic ? accepting : available];
        var count = 0;
        for (var i = 0; i < endpoints.Length; i++)
        {
            if (inPanic ? !listed[i].Draining : isAvailable[i])
                candidates[count++] = new Candidate(endpoints[i], endpoints[i].HashSeed, TriedBit(i));
        }

        return new CandidateSet(candidates, available, inPanic, version, validUntil);
    }

    /// <summary>Bit of the endpoint with this index in a set of tried endpoints.</summary>
    public static ulong TriedBit(int index) => index < 64 ? 1UL << index : 0;
}
