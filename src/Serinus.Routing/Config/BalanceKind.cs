namespace Serinus.Routing.Config;

/// <summary>How an endpoint of a service is picked.</summary>
public enum BalanceKind
{
    /// <summary>Each in turn.</summary>
    RoundRobin,

    /// <summary>The one with the fewest requests in flight, ties in turn.</summary>
    LeastOutstanding,

    /// <summary>Of two drawn at random, the one with fewer requests in flight.</summary>
    PowerOfTwo,

    /// <summary>Drawn at random.</summary>
    Random,

    /// <summary>By rendezvous hash of a header or the client's address: the same key stays on the same endpoint, and a lost endpoint moves only its own keys.</summary>
    Hash,
}
