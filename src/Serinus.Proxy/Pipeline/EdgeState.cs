namespace Serinus.Proxy.Pipeline;

/// <summary>What all loops share: the one pointer to what is served, and a few counts. Written rarely, read by every exchange.</summary>
internal sealed class EdgeState
{
    private LiveSnapshot? live;
    private volatile bool draining;
    private int connections;
    private int inFlight;
    private int udpSessions;
    private long proxyTold = long.MinValue / 2;

    /// <summary>What is served now. An exchange reads it once and keeps it.</summary>
    public LiveSnapshot? Live
    {
        get => Volatile.Read(ref live);
        set => Volatile.Write(ref live, value);
    }

    /// <summary>Whether service is ending: connections are closed after the exchange they carry.</summary>
    public bool IsDraining
    {
        get => draining;
        set => draining = value;
    }

    /// <summary>What each client has open.</summary>
    public ClientShares Clients { get; } = new();

    public int Connections => Volatile.Read(ref connections);

    /// <summary>Counts a client connection; how many there are with it.</summary>
    public int Opened() => Interlocked.Increment(ref connections);

    public void Closed() => Interlocked.Decrement(ref connections);

    /// <summary>Counts an exchange where a limit is set; false when there are as many as are allowed.</summary>
    public bool TryEnter(int inFlightMax)
    {
        if (Interlocked.Increment(ref inFlight) <= inFlightMax)
            return true;
        Interlocked.Decrement(ref inFlight);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref inFlight);

    /// <summary>Counts a UDP client's session; false when there are as many as are allowed.</summary>
    public bool TryOpenUdpSession(int max)
    {
        if (Interlocked.Increment(ref udpSessions) <= max || max == 0)
            return true;
        Interlocked.Decrement(ref udpSessions);
        return false;
    }

    public void CloseUdpSession() => Interlocked.Decrement(ref udpSessions);

    /// <summary>Whether it is time to tell of a bad PROXY header again: every ten seconds at most, on all loops together.</summary>
    public bool MayTellOfProxyHeader(long nowMilliseconds)
    {
        const int PauseMilliseconds = 10_000;
        var told = Volatile.Read(ref proxyTold);
        return nowMilliseconds - told >= PauseMilliseconds
            && Interlocked.CompareExchange(ref proxyTold, nowMilliseconds, told) == told;
    }
}
