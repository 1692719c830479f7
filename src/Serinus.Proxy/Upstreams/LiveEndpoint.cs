using System.Runtime.CompilerServices;
using System.Text;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Tls;
using Serinus.Proxy.Upstreams.Http2;
using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Upstreams;

/// <summary>
/// The running side of an endpoint: health, ejection and requests in flight. Lives as long as any snapshot lists the address
/// in its service. Counters are changed by every loop with interlocked operations; flags are written by health checks and
/// loops and read by all, a stale read costs at most one request sent to the wrong endpoint.
/// </summary>
public sealed class LiveEndpoint
{
    private PaddedCounter requestsInFlight;

    // Read at every pick or answer, written only when something happened: together, away from the counter above.
    private ulong ejectionWord;
    private long ejections;
    private volatile Endpoint endpoint;
    private volatile EjectionConfig ejectionConfig = new();
    private volatile PoolConfig pool = new();
    private volatile ProxyProtocolVersion proxyProtocol;
    private volatile StrongBox<int> changes = new();
    private volatile string? lastError;
    private volatile bool unhealthy;
    private volatile bool retired;
    private volatile EndpointTls? tls;
    private volatile Http2Client http2 = new(new PoolConfig());
    private volatile SpokenProtocol spoken;
    private volatile bool chooses;

    public LiveEndpoint(Endpoint endpoint, int loops)
    {
        this.endpoint = endpoint;
        Metrics = new EndpointMetrics(loops);
        Pools = new ConnectionPool?[loops];
        Authority = AuthorityOf(endpoint.Address);
        HashSeed = StableHash.Of(Encoding.UTF8.GetBytes(endpoint.Address));
    }

    /// <summary>As the newest snapshot says; name and port never change.</summary>
    public Endpoint Endpoint => endpoint;

    /// <summary>How tries at it ended.</summary>
    public EndpointMetrics Metrics { get; }

    /// <summary>Idle connections, one pool per loop, touched only by that loop.</summary>
    internal ConnectionPool?[] Pools { get; }

    /// <summary>How many connections are kept open, as the newest snapshot says.</summary>
    internal PoolConfig Pool => pool;

    /// <summary>The PROXY header its connections begin with, as the newest snapshot says.</summary>
    internal ProxyProtocolVersion ProxyProtocol => proxyProtocol;

    /// <summary>TLS towards it; null where it is reached without.</summary>
    internal EndpointTls? Tls => tls;

    /// <summary>HTTP/2 towards it, where that is spoken.</summary>
    internal Http2Client Http2 => http2;

    /// <summary>What is spoken to it: as configured, or as it chose when it was asked last by ALPN.</summary>
    internal SpokenProtocol Spoken => spoken;

    /// <summary>Whether it may choose between HTTP/1.1 and HTTP/2.</summary>
    internal bool Chooses => chooses;

    /// <summary>Host and port for a Host field; the scheme's own port is left out (RFC 9110 §4.2.1).</summary>
    internal byte[] Authority { get; }

    /// <summary>Hash of the address, the endpoint's part of its rendezvous weight.</summary>
    internal ulong HashSeed { get; }

    public int RequestsInFlight => (int)requestsInFlight.Value;

    /// <summary>False when active health checks say so; true when there are none.</summary>
    public bool IsHealthy => !unhealthy;

    /// <summary>Times it was ejected since it is known.</summary>
    public long Ejections => Volatile.Read(ref ejections);

    /// <summary>What went wrong last, of a health check or a real request; kept when all is well again, null when nothing ever did.</summary>
    public string? LastError => lastError;

    /// <summary>True when no snapshot lists it any more: what is in flight finishes, idle connections are closed, none is kept.</summary>
    public bool IsRetired => retired;

    private EjectionState Ejection => new(Volatile.Read(ref ejectionWord));

    public void Enter() => requestsInFlight.Increment();

    public void Leave() => requestsInFlight.Decrement();

    /// <summary>Whether health checks and ejection allow it to be picked.</summary>
    public bool IsAvailable(long nowMilliseconds) => !unhealthy && !IsEjected(nowMilliseconds);

    /// <summary>Whether it is left alone because it failed real requests.</summary>
    public bool IsEjected(long nowMilliseconds) => Ejection.IsEjected(nowMilliseconds);

    /// <summary>When the last ejection ends or ended; 0 when there was none since the last success.</summary>
    public long EjectedUntil => Ejection.Until;

    /// <summary>A real request was answered.</summary>
    public void Succeeded(long nowMilliseconds)
    {
        // Nearly every request ends here: one read of a line that nobody writes.
        var before = Ejection;
        while (before.Word != 0)
        {
            var after = before.AfterSuccess(nowMilliseconds);
            if (after == before || TrySwap(ref before, after))
                return;
        }
    }

    /// <summary>
    /// A real request failed: connection refused or dropped, no first byte in time, or (by configuration) a 5xx.
    /// True when this failure ejected the endpoint.
    /// </summary>
    public bool Failed(long nowMilliseconds, string? reason = null)
    {
        if (reason is not null)
            lastError = reason;
        var before = Ejection;
        while (true)
        {
            var after = before.AfterFailure(ejectionConfig, nowMilliseconds);
            if (after == before)
                return false;
            if (!TrySwap(ref before, after))
                continue;
            if (!after.IsEjected(nowMilliseconds))
                return false;
            Interlocked.Increment(ref ejections);
            AvailabilityChanged();
            return true;
        }
    }

    /// <summary>What active health checks found.</summary>
    internal void SetHealth(bool healthy, string? error = null)
    {
        if (error is not null)
            lastError = error;
        if (IsHealthy == healthy)
            return;
        unhealthy = !healthy;
        AvailabilityChanged();
    }

    /// <summary>Makes it part of a (new) snapshot's service: whose settings hold, and who is told when its availability changes.</summary>
    internal void Join(Endpoint listed, ServiceConfig service, StrongBox<int> serviceChanges)
    {
        var ejection = service.Ejection;
        endpoint = listed;
        ejectionConfig = ejection;
        pool = service.Pool;
        proxyProtocol = service.ProxyProtocol;
        changes = serviceChanges;
        Agree(listed, service);
        if (ejection.Failures == 0 && Interlocked.Exchange(ref ejectionWord, 0) != 0)
            AvailabilityChanged();
    }

    internal void Retire()
    {
        retired = true;
        http2.Retire();
    }

    /// <summary>Sets the rules of TLS; what the endpoint speaks is asked anew under others.</summary>
    internal void Secure(UpstreamTls? rules)
    {
        var isSame = tls?.Rules == rules;
        if (isSame && http2.Pool == pool)
            return;

        // Connections were opened under what was asked before.
        var before = http2;
        http2 = new Http2Client(pool);
        before.Retire();
        if (isSame)
            return;
        tls = rules is null ? null : new EndpointTls(rules, endpoint.Host);
        ForgetProtocol();
    }

    /// <summary>Remembers what was wrong, though it is no fault that counts against it.</summary>
    internal void Remember(string error) => lastError = error;

    /// <summary>Remembers what it chose.</summary>
    internal void Chose(SpokenProtocol protocol)
    {
        if (chooses)
            spoken = protocol;
    }

    /// <summary>It failed to connect: what stands there next time may speak something else.</summary>
    internal void ForgetProtocol() => Chose(SpokenProtocol.Unknown);

    /// <summary>Works out what is spoken to it. A connection that begins with a PROXY header is one client's, so it is not shared as HTTP/2 would.</summary>
    private void Agree(Endpoint listed, ServiceConfig service)
    {
        var mayChoose =
            listed.IsSecure
            && service.Protocol == UpstreamProtocol.Auto
            && service.ProxyProtocol == ProxyProtocolVersion.None;
        if (mayChoose && chooses)
            return;
        chooses = mayChoose;
        spoken =
            mayChoose ? SpokenProtocol.Unknown
            : listed.IsH2c || service.Protocol is UpstreamProtocol.H2 or UpstreamProtocol.H2c ? SpokenProtocol.Http2
            : SpokenProtocol.Http1;
    }

    private static byte[] AuthorityOf(string address)
    {
        var authority = address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var usual = address.StartsWith("https:", StringComparison.Ordinal) ? ":443" : ":80";
        return Encoding.ASCII.GetBytes(
            authority.EndsWith(usual, StringComparison.Ordinal) ? authority[..^usual.Length] : authority
        );
    }

    /// <summary>After the state itself, so that who sees the count sees the state.</summary>
    private void AvailabilityChanged() => Interlocked.Increment(ref changes.Value);

    private bool TrySwap(ref EjectionState before, EjectionState after)
    {
        var seen = new EjectionState(Interlocked.CompareExchange(ref ejectionWord, after.Word, before.Word));
        if (seen == before)
            return true;
        before = seen;
        return false;
    }
}
