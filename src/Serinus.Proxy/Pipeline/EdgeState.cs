namespace Serinus.Proxy.Pipeline;

/// <summary>What all loops share: the one pointer to what is served, and a few counts. Written rarely, read by every exchange.</summary>
internal sealed class EdgeState
{
    private LiveSnapshot? live;
    private volatile bool draining;
    private int connections;
    private int inFlight;

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
}
