using System.Runtime.CompilerServices;
using System.Text;
using Serinus.Proxy.Tls;
using Serinus.Routing;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Upstreams;

/// <summary>
/// The running side of a service under one snapshot: its live endpoints and how one is picked. Any loop picks at any time; all
/// that changes is the turn (interlocked) and the set of candidates (immutable, replaced by one write; two loops that find it
/// outdated at once make the same one).
/// </summary>
public sealed class LiveService
{
    private readonly StrongBox<PaddedCounter> turns;
    private readonly StrongBox<int> changes;
    private readonly BalanceKind balance;
    private readonly byte[]? hashHeader;
    private volatile CandidateSet candidates = CandidateSet.None;

    /// <summary>Makes the running side of <paramref name="service"/>, taking over live state from <paramref name="previous"/> by endpoint address.</summary>
    public LiveService(Service service, LiveService? previous, int loops)
    {
        Service = service;
        turns = previous?.turns ?? new StrongBox<PaddedCounter>();
        changes = previous?.changes ?? new StrongBox<int>();
        Budget = previous?.Budget ?? new RetryBudget();
        balance = service.Config.Balance;
        hashHeader = service.Config.HashHeader is { } name ? Encoding.ASCII.GetBytes(name.ToLowerInvariant()) : null;
        Endpoints = Join(service, previous, loops);
    }

    public Service Service { get; }

    /// <summary>In the order of <see cref="Service.Endpoints"/>.</summary>
    public LiveEndpoint[] Endpoints { get; }

    /// <summary>TLS towards those of its endpoints that are reached so; null where none is.</summary>
    internal UpstreamTls? Tls { get; private set; }

    /// <summary>Grants second tries.</summary>
    public RetryBudget Budget { get; }

    /// <summary>
    /// An endpoint for a request, or null when none can be used. Endpoints set in <paramref name="tried"/> (bit i = index i, up to 64)
    /// are passed over while another can be used. Allocates nothing while availability stays as it is, takes no lock.
    /// </summary>
    public LiveEndpoint? Pick(RequestHead head, ulong tried, long nowMilliseconds, uint random) =>
        Pick(tried, nowMilliseconds, random, balance == BalanceKind.Hash ? KeyHash(head) : 0);

    /// <summary>An endpoint for a client whose bytes are relayed; balancing by hash goes by his address.</summary>
    public LiveEndpoint? Pick(ClientAddress client, ulong tried, long nowMilliseconds, uint random) =>
        Pick(tried, nowMilliseconds, random, StableHash.Of(client.Bits));

    private LiveEndpoint? Pick(ulong tried, long nowMilliseconds, uint random, ulong keyHash)
    {
        var usable = Current(nowMilliseconds).Candidates;
        if (usable.Length <= 1)
            return usable.Length == 0 ? null : usable[0].Endpoint;
        if (tried != 0 && AllTried(usable, tried))
            tried = 0;
        var index = balance switch
        {
            BalanceKind.LeastOutstanding => Balancer.LeastOutstanding(usable, tried, NextTurn(), random),
            BalanceKind.PowerOfTwo => Balancer.PowerOfTwo(usable, tried, random),
            BalanceKind.Random => Balancer.Random(usable, tried, random),
            BalanceKind.Hash => Balancer.Rendezvous(usable, tried, keyHash),
            _ => Balancer.RoundRobin(usable, tried, NextTurn()),
        };
        return usable[index].Endpoint;
    }

    /// <summary>The endpoint a client's session cookie names, while it is available; null otherwise, and for services without sessions.</summary>
    public LiveEndpoint? PickRemembered(RequestHead head, long nowMilliseconds)
    {
        if (Service.Session is not { } session || session.Find(head) is not (>= 0 and var index))
            return null;
        var endpoint = Endpoints[index];
        return !Service.Endpoints[index].Draining && endpoint.IsAvailable(nowMilliseconds) ? endpoint : null;
    }

    /// <summary><paramref name="tried"/> with an endpoint added that was picked and failed.</summary>
    public ulong AddTried(ulong tried, LiveEndpoint endpoint)
    {
        for (var i = 0; i < Endpoints.Length; i++)
        {
            if (Endpoints[i] == endpoint)
                tried |= CandidateSet.TriedBit(i);
        }

        return tried;
    }

    /// <summary>Whether at least one endpoint is available, health taken by its word (no panic).</summary>
    public bool HasAvailable(long nowMilliseconds) => Current(nowMilliseconds).Available > 0;

    /// <summary>How many endpoints are available: healthy, not ejected, not draining.</summary>
    public int AvailableCount(long nowMilliseconds) => Current(nowMilliseconds).Available;

    /// <summary>Whether so few endpoints are available that health is ignored.</summary>
    public bool IsInPanic(long nowMilliseconds) => Current(nowMilliseconds).InPanic;

    /// <summary>Sets TLS towards endpoints. Called by the one thread that publishes, also for a service taken over as it is: a certificate may be new.</summary>
    internal void Secure(CertificateStore certificates, LiveService? before)
    {
        Tls = Service.Endpoints.Any(endpoint => endpoint.IsSecure)
            ? UpstreamTls.Of(Service.Config.Tls, certificates, before?.Tls)
            : null;
        foreach (var endpoint in Endpoints)
            endpoint.Secure(endpoint.Endpoint.IsSecure ? Tls : null);
    }

    /// <summary>Retires the endpoints of the service this one replaced that are not listed any more.</summary>
    internal void RetireMissing(LiveService previous)
    {
        var listed = Endpoints.ToHashSet();
        foreach (var endpoint in previous.Endpoints)
        {
            if (!listed.Contains(endpoint))
                endpoint.Retire();
        }
    }

    private CandidateSet Current(long nowMilliseconds)
    {
        var set = candidates;
        var version = Volatile.Read(ref changes.Value);
        return set.IsCurrent(version, nowMilliseconds) ? set : Renew(version, nowMilliseconds);
    }

    private CandidateSet Renew(int version, long nowMilliseconds) =>
        candidates = CandidateSet.Of(
            Endpoints,
            Service.Endpoints,
            Service.Config.PanicPercent,
            version,
            nowMilliseconds
        );

    private static bool AllTried(ReadOnlySpan<Candidate> usable, ulong tried)
    {
        foreach (ref readonly var candidate in usable)
        {
            if ((candidate.TriedBit & tried) == 0)
                return false;
        }

        return true;
    }

    private ulong NextTurn() => (ulong)turns.Value.Increment() - 1;

    /// <summary>Of the header's value; of the client's address when no header is named, or the request has none.</summary>
    private ulong KeyHash(RequestHead head) =>
        hashHeader is not null && head.TryGet(hashHeader, out var value)
            ? StableHash.Of(value)
            : StableHash.Of(head.Client.Bits);

    private LiveEndpoint[] Join(Service service, LiveService? previous, int loops)
    {
        var known = new Dictionary<string, LiveEndpoint>();
        foreach (var endpoint in previous?.Endpoints ?? [])
            known[endpoint.Endpoint.Address] = endpoint;
        var endpoints = new LiveEndpoint[service.Endpoints.Length];
        for (var i = 0; i < endpoints.Length; i++)
        {
            var listed = service.Endpoints[i];
            if (!known.TryGetValue(listed.Address, out var endpoint))
                known[listed.Address] = endpoint = new LiveEndpoint(listed, loops);
            endpoint.Join(listed, service.Config, changes);
            endpoints[i] = endpoint;
        }

        return endpoints;
    }
}
