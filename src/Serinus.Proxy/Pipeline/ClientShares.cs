using Serinus.Routing.Match;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// How much each client address has open, over all loops. Asked once when a connection comes and once when it goes, under a lock that
/// addresses share by hash; requests count on the share itself.
/// </summary>
internal sealed class ClientShares
{
    private const int Shards = 64;

    private readonly Dictionary<ClientAddress, ClientShare>[] shares = new Dictionary<ClientAddress, ClientShare>[
        Shards
    ];

    public ClientShares()
    {
        for (var i = 0; i < Shards; i++)
            shares[i] = [];
    }

    /// <summary>Counts a connection; null when the client has as many as it may.</summary>
    public ClientShare? Enter(ClientAddress client, int max)
    {
        var shard = ShardOf(client);
        lock (shard)
        {
            if (!shard.TryGetValue(client, out var share))
                shard[client] = share = new ClientShare(client);
            if (max > 0 && share.Connections >= max)
                return null;
            share.Connections++;
            return share;
        }
    }

    /// <summary>The connection is gone; a client without any is forgotten.</summary>
    public void Leave(ClientShare share)
    {
        var shard = ShardOf(share.Client);
        lock (shard)
        {
            if (--share.Connections == 0)
                shard.Remove(share.Client);
        }
    }

    private Dictionary<ClientAddress, ClientShare> ShardOf(ClientAddress client) =>
        shares[(uint)client.GetHashCode() % Shards];
}
