using Serinus.Routing.Match;

namespace Serinus.Proxy.Pipeline;

/// <summary>What one client address has open.</summary>
internal sealed class ClientShare(ClientAddress client)
{
    private int inFlight;

    public ClientAddress Client => client;

    /// <summary>Connections; changed by <see cref="ClientShares"/> alone.</summary>
    public int Connections { get; set; }

    /// <summary>Counts a request; false when there are as many as are allowed.</summary>
    public bool TryEnter(int max)
    {
        if (Interlocked.Increment(ref inFlight) <= max)
            return true;
        Interlocked.Decrement(ref inFlight);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref inFlight);
}
